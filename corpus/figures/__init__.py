"""Which figures does an article give: indicator, value, unit, direction, period, scope, as rows?"""
