// title: 某类实体 | Entities of a type
// description: 某一类型的实体,提及多的在前 | Entities of one type, those named most often first
// param type: type required — 实体类型 | a type of entity
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, name, name_en, subtype, mentions, plans
// example: type=University
MATCH (n:Entity)
WHERE $type IN labels(n) AND ($plan IS NULL OR $plan IN n.plans)
RETURN n.id AS id, n.name AS name, n.name_en AS name_en, n.kind AS subtype, n.mentions AS mentions, n.plans AS plans
ORDER BY mentions DESC, name, id LIMIT $limit
