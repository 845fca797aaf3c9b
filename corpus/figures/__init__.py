"""Which figures does an article give: indicator, value, unit, direction, period, scope, as rows?"""

RULES = "figures-12"  # changes whenever the same article would give other rows
