SELECT split, period, variant, users, conversions, mean, variance
FROM cell ORDER BY split, period, variant
