// title: 指标一览 | Indicators
// description: 各项指标、单位、出现的规划与数值个数 | The indicators, their units, the plans that use them and how many figures they have
// param least: integer(1..100) = 1 — 至少几份规划 | in at least so many plans
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, indicator, norm_unit, measure, plan_count, figures, plans
// example: least=2
MATCH (i:Indicator)<-[:OF]-(t:Target)
WHERE size(i.plans) >= $least AND ($plan IS NULL OR $plan IN i.plans)
WITH i, count(t) AS figures
RETURN i.id AS id, i.name AS indicator, i.unit AS norm_unit, i.measure AS measure, size(i.plans) AS plan_count, figures, i.plans AS plans
ORDER BY plan_count DESC, figures DESC, indicator, id LIMIT $limit
