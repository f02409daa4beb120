// title: 同时提及两个实体的句子 | Passages mentioning both
// description: 同一句中提及两个实体的原文 | The passages that name both entities
// param first: entity required — 第一个实体 | the first entity
// param second: entity required — 第二个实体 | the second entity
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: plan, section, passage, start, end, first_surface, second_surface, text
// example: first=复旦大学 second=石墨烯
MATCH (a:Entity {id: $first})-[m:MENTIONED_IN]->(s:Passage)<-[o:MENTIONED_IN]-(b:Entity {id: $second})
WITH s, m, o ORDER BY m.start, o.start
WITH s, head(collect(m.surface)) AS one, head(collect(o.surface)) AS other
OPTIONAL MATCH (c:Section {id: s.section})
RETURN s.plan AS plan, c.title AS section, s.id AS passage, s.start AS start, s.end AS end, one AS first_surface,
       other AS second_surface, CASE WHEN s.text = '' THEN null ELSE s.text END AS text
ORDER BY plan, start LIMIT $limit
