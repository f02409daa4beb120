// title: 目标与现状的差距 | Gaps between actual and target
// description: 同一规划中同一指标的实际值与目标值及其差距(基本单位) | Achieved value and goal of one indicator in one plan, and the gap in base units
// param indicator: indicator — 指标名称(中文、英文或部分名称) | an indicator's name, in Chinese or English, or a part of it
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: plan, indicator, actual, actual_year, target, target_year, norm_unit, gap, evidence
// example: indicator=高新技术企业
MATCH (i:Indicator)<-[:OF]-(a:Target), (i)<-[:OF]-(b:Target)
WHERE a.kind = 'actual' AND b.kind = 'target' AND a.plan = b.plan AND a.measure = b.measure AND a.year < b.year
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
RETURN a.plan AS plan, i.name AS indicator, a.norm_value AS actual, a.year AS actual_year, b.norm_value AS target, b.year AS target_year,
       a.norm_unit AS norm_unit, b.norm_value - a.norm_value AS gap, [one, other] AS evidence
ORDER BY plan, indicator, actual_year, target_year, actual, target LIMIT $limit
