// title: 规划的指标值 | Figures of a plan
// description: 规划写下的目标、实际值与上期目标 | The goals, achieved values and earlier goals that a plan states
// param plan: plan required — 规划(编号、标题或区域) | a plan by id, title or region
// param kind: choice(target, actual, previous_target) — 目标、实际值或上期目标 | goal, achieved value or the last plan's goal
// param year: year — 年份 | the year for which the figure holds
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, plan, region, indicator, value, value_max, unit, year, base_year, measure, kind, hedge, norm_value, norm_unit, evidence
// example: plan=baoshan-14fyp kind=target
MATCH (:Plan {id: $plan})-[:STATES]->(t:Target)
WHERE ($kind IS NULL OR t.kind = $kind) AND ($year IS NULL OR t.year = $year)
WITH t ORDER BY t.id LIMIT $limit
MATCH (t)-[o:STATED_IN]->(s:Passage)
MATCH (p:Plan {id: t.plan})
OPTIONAL MATCH (c:Section {id: s.section})
RETURN t.id AS id, t.plan AS plan, p.region AS region, t.name AS indicator, t.value AS value, t.value_max AS value_max,
       t.unit AS unit, t.year AS year, t.base_year AS base_year, t.measure AS measure, t.kind AS kind, t.hedge AS hedge,
       t.norm_value AS norm_value, t.norm_unit AS norm_unit,
       [{plan: s.plan, section: c.title, passage: s.id, start: o.start, end: o.end,
         text: CASE WHEN s.text = '' THEN null ELSE s.text END}] AS evidence
ORDER BY id LIMIT $limit
