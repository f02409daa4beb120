// title: 上期目标完成情况 | Previous targets against actual
// description: 上期目标与同年实际值的对照 | The last plan's goals against what was achieved in that year
// param indicator: indicator — 指标名称(中文、英文或部分名称) | an indicator's name, in Chinese or English, or a part of it
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: plan, indicator, year, target, actual, norm_unit, met, evidence
// example: plan=minhang-13fyp
MATCH (i:Indicator)<-[:OF]-(a:Target), (i)<-[:OF]-(b:Target)
WHERE a.kind = 'previous_target' AND b.kind = 'actual' AND a.plan = b.plan AND a.measure = b.measure AND a.year = b.year
  AND ($plan IS NULL OR a.plan = $plan) AND ($indicator IS NULL OR i.id IN $indicator)
WITH i, a, b ORDER BY a.plan, i.name, a.id, b.id LIMIT $limit
MATCH (a)-[o:STATED_IN]->(s:Passage)
OPTIONAL MATCH (c:Section {id: s.section})
WITH i, a, b, {plan: s.plan, section: c.title, passage: s.id, start: o.start, end: o.end,
     text: CASE WHEN s.text = '' THEN null ELSE s.text END} AS one
MATCH (b)-[o:STATED_IN]->(s:Passage)
OPTIONAL MATCH (c:Section {id: s.section})
WITH i, a, b, one, {plan: s.plan, section: c.title, passage: s.id, start: o.start, end: o.end,
     text: CASE WHEN s.text = '' THEN null ELSE s.text END} AS other
RETURN a.plan AS plan, i.name AS indicator, a.year AS year, a.norm_value AS target, b.norm_value AS actual, a.norm_unit AS norm_unit,
       b.norm_value >= a.norm_value AS met, [one, other] AS evidence
ORDER BY plan, indicator, year, target, actual LIMIT $limit
