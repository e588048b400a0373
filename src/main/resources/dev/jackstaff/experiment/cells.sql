SELECT split, variant, users, conversions, mean, variance FROM cell ORDER BY split, variant
