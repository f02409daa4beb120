// title: 跨规划比较指标 | An indicator across plans
// description: 各规划对同一指标写下的数值 | What each plan states for one indicator
// param indicator: indicator required — 指标名称(中文、英文或部分名称) | an indicator's name, in Chinese or English, or a part of it
// param kind: choice(target, actual, previous_target) — 目标、实际值或上期目标 | goal, achieved value or the last plan's goal
// param year: year — 年份 | the year for which the figure holds
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, plan, region, indicator, value, value_max, unit, year, base_year, measure, kind, hedge, norm_value, norm_unit, evidence
// example: indicator=高新技术企业 kind=target
MATCH (i:Indicator) WHERE i.id IN $indicator
MATCH (i)<-[:OF]-(t:Target)
WHERE ($kind IS NULL OR t.kind = $kind) AND ($year IS NULL OR t.year = $year)
WITH t ORDER BY t.plan, t.year, t.id LIMIT $limit
MATCH (t)-[o:STATED_IN]->(s:Passage)
MATCH (p:Plan {id: t.plan})
OPTIONAL MATCH (c:Section {id: s.section})
RETURN t.id AS id, t.plan AS plan, p.region AS region, t.name AS indicator, t.value AS value, t.value_max AS value_max,
       t.unit AS unit, t.year AS year, t.base_year AS base_year, t.measure AS measure, t.kind AS kind, t.hedge AS hedge,
       t.norm_value AS norm_value, t.norm_unit AS norm_unit,
       [{plan: s.plan, section: c.title, passage: s.id, start: o.start, end: o.end,
         text: CASE WHEN s.text = '' THEN null ELSE s.text END}] AS evidence
ORDER BY plan, year, id LIMIT $limit
