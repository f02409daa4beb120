// title: 提及某实体的规划 | Plans mentioning an entity
// description: 提及该实体的规划、次数及前几处原文位置 | The plans that name an entity, how often, and the first places
// param entity: entity required — 实体名称 | an entity's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: plan, title, region, mentions, evidence
// example: entity=长三角
MATCH (n:Entity {id: $entity})-[m:MENTIONED_IN]->(s:Passage)
OPTIONAL MATCH (c:Section {id: s.section})
WITH s, c, m ORDER BY s.plan, m.start
WITH s.plan AS plan, collect({plan: s.plan, section: c.title, passage: s.id, start: m.start, end: m.end,
     text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS places
MATCH (p:Plan {id: plan})
RETURN plan, p.title AS title, p.region AS region, size(places) AS mentions, places[..5] AS evidence
ORDER BY mentions DESC, plan LIMIT $limit
