, weighted AS (  -- periods count by their users
  SELECT cell.*, SUM(users) OVER (PARTITION BY split, period) AS weight FROM cell),
pair AS (  -- each group beside the first variant's
  SELECT v.variant, v.weight, v.conversions, c.conversions AS firsts, v.mean, c.mean AS base,
    v.variance / v.users AS apart, c.variance / c.users AS aside,
    ((v.users - 1) * v.variance + (c.users - 1) * c.variance
      + v.users * c.users / (v.users + c.users) * (v.mean - c.mean) * (v.mean - c.mean))
      / (v.users + c.users - 1) * (1 / v.users + 1 / c.users) AS pooled
  FROM weighted AS v JOIN weighted AS c ON c.split = v.split AND c.period = v.period
  WHERE c.variant = :first AND v.variant <> :first),
summed AS (
  SELECT variant, SUM(conversions) AS conversions, SUM(firsts) AS firsts,
    SUM(weight * mean) / SUM(weight) AS mean, SUM(weight * base) / SUM(weight) AS base,
    SUM(weight * weight * apart) / (SUM(weight) * SUM(weight)) AS apart,
    SUM(weight * weight * aside) / (SUM(weight) * SUM(weight)) AS aside,
    SUM(weight * weight * pooled) / (SUM(weight) * SUM(weight)) AS pooled
  FROM pair GROUP BY variant),
whole AS (
  SELECT variant, mean, base, mean - base AS difference, apart, aside,
    GREATEST(apart + aside, pooled) AS variance,
    (conversions + firsts) / 250 * (-2 * LN(:alpha) + LN(1 - 2 * LN(:alpha))) AS r
  FROM summed WHERE conversions >= 20 AND firsts >= 20 AND GREATEST(apart + aside, pooled) > 0),
wide AS (
  SELECT variant, mean, base, difference, variance, r,
    2 * (r + 1) / r * LN(SQRT(r + 1) / :alpha) AS width,
    variance * apart / NULLIF(apart + aside, 0) AS own,
    variance * aside / NULLIF(apart + aside, 0) AS others
  FROM whole),
compared AS (
  SELECT variant, mean, base, difference, SQRT(variance * width) AS half, width, own,
    CASE WHEN base * base > width * others THEN base * base - width * others END AS square,
    LEAST(1, :others * SQRT(r + 1)
      * EXP(GREATEST(-700, -difference * difference / variance * r / (2 * (r + 1))))) AS chance
  FROM wide),
total AS (
  SELECT variant, SUM(users) AS users, SUM(conversions) AS conversions,
    SUM(weight * mean) / SUM(weight) AS mean
  FROM weighted GROUP BY variant)
SELECT total.variant, total.users, total.conversions, total.mean, compared.difference,
  difference - half AS low, difference + half AS high, compared.chance,
  difference / NULLIF(base, 0) AS lift,
  (compared.mean * base - SQRT(GREATEST(0, compared.mean * compared.mean * base * base
    - square * (compared.mean * compared.mean - width * own)))) / square - 1 AS lift_low,
  (compared.mean * base + SQRT(GREATEST(0, compared.mean * compared.mean * base * base
    - square * (compared.mean * compared.mean - width * own)))) / square - 1 AS lift_high
FROM total LEFT JOIN compared ON compared.variant = total.variant ORDER BY total.variant
