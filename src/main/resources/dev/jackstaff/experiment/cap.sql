, placed AS (
  SELECT ABS(total) AS size, ROW_NUMBER() OVER (ORDER BY ABS(total)) - 1 AS place,
    (COUNT(*) OVER () - 1) * CAST(:quantile AS double precision) AS wanted FROM outcome)
SELECT COALESCE(NULLIF(SUM(size * GREATEST(0, 1 - ABS(place - wanted))), 0), MAX(size))  -- between its neighbours
FROM placed
