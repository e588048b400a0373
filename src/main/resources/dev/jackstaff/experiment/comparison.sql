, pair AS (  -- each group beside the first variant's, within the same weights
  SELECT v.variant, v.users + c.users AS users, v.conversions + c.conversions AS conversions,
    v.mean - c.mean AS difference, v.variance / v.users + c.variance / c.users AS apart,
    ((v.users - 1) * v.variance + (c.users - 1) * c.variance
      + v.users * c.users / (v.users + c.users) * (v.mean - c.mean) * (v.mean - c.mean))
      / (v.users + c.users - 1) * (1 / v.users + 1 / c.users) AS pooled
  FROM cell AS v JOIN cell AS c ON c.split = v.split
  WHERE c.variant = :first AND v.variant <> :first),
whole AS (
  SELECT variant, SUM(conversions) AS conversions,
    SUM(users * difference) / SUM(users) AS difference,
    GREATEST(SUM(users * users * apart), SUM(users * users * pooled)) / (SUM(users) * SUM(users)) AS variance,
    SUM(users) / 5000 * (-2 * LN(:alpha) + LN(1 - 2 * LN(:alpha))) AS r
  FROM pair GROUP BY variant),
compared AS (
  SELECT variant, difference,
    SQRT(variance * 2 * (r + 1) / r * LN(SQRT(r + 1) / :alpha)) AS half,
    LEAST(1, :others * SQRT(r + 1)
      * EXP(GREATEST(-700, -difference * difference / variance * r / (2 * (r + 1))))) AS chance
  FROM whole WHERE variance > 0 AND conversions >= 20),
total AS (
  SELECT variant, SUM(users) AS users, SUM(conversions) AS conversions,
    SUM(users * mean) / SUM(users) AS mean
  FROM cell GROUP BY variant)
SELECT total.variant, total.users, total.conversions, total.mean, compared.difference,
  compared.difference - compared.half AS low, compared.difference + compared.half AS high,
  compared.chance
FROM total LEFT JOIN compared ON compared.variant = total.variant ORDER BY total.variant
