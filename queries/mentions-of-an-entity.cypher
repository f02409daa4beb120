// title: 某实体的全部提及 | Mentions of an entity
// description: 原文中提及该实体的每一处 | Every place where an entity is named
// param entity: entity required — 实体名称 | an entity's name
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: plan, section, passage, start, end, surface, text
// example: entity=石墨烯
MATCH (n:Entity {id: $entity})-[m:MENTIONED_IN]->(s:Passage)
WHERE $plan IS NULL OR s.plan = $plan
WITH m, s ORDER BY s.plan, m.start, m.end LIMIT $limit
OPTIONAL MATCH (c:Section {id: s.section})
RETURN s.plan AS plan, c.title AS section, s.id AS passage, m.start AS start, m.end AS end, m.surface AS surface,
       CASE WHEN s.text = '' THEN null ELSE s.text END AS text
ORDER BY plan, start, end LIMIT $limit
