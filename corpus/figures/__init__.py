"""Which figures does an article give: indicator, value, unit, direction, period, scope, as rows?"""

RULES = "figures-11"  # changes whenever the same article would give other rows
