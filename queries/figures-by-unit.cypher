// title: 某单位的指标值 | Figures by unit
// description: 以某单位计的数值,大的在前 | The figures in one unit, the largest first
// param unit: string required — 单位(家、亿元、% 等) | the unit as printed (家, 亿元, % and so on)
// param kind: choice(target, actual, previous_target) — 目标、实际值或上期目标 | goal, achieved value or the last plan's goal
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, plan, region, indicator, value, value_max, unit, year, base_year, measure, kind, hedge, norm_value, norm_unit, evidence
// example: unit=亿元 kind=target
MATCH (t:Target)
WHERE (t.unit = $unit OR t.norm_unit = $unit) AND ($kind IS NULL OR t.kind = $kind) AND ($plan IS NULL OR t.plan = $plan)
WITH t ORDER BY t.norm_value DESC, t.id LIMIT $limit
MATCH (t)-[o:STATED_IN]->(s:Passage)
MATCH (p:Plan {id: t.plan})
OPTIONAL MATCH (c:Section {id: s.section})
RETURN t.id AS id, t.plan AS plan, p.region AS region, t.name AS indicator, t.value AS value, t.value_max AS value_max,
       t.unit AS unit, t.year AS year, t.base_year AS base_year, t.measure AS measure, t.kind AS kind, t.hedge AS hedge,
       t.norm_value AS norm_value, t.norm_unit AS norm_unit,
       [{plan: s.plan, section: c.title, passage: s.id, start: o.start, end: o.end,
         text: CASE WHEN s.text = '' THEN null ELSE s.text END}] AS evidence
ORDER BY norm_value DESC, id LIMIT $limit
