// title: 多份规划共有的主体 | Actors in several plans
// description: 至少在若干份规划中出现的主体 | Actors that at least so many plans name
// param type: type — 实体类型 | a type of entity
// param least: integer(2..100) = 2 — 至少几份规划 | at least so many plans
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, plan_count, plans, mentions
// example: type=University
MATCH (n:Actor)
WHERE size(n.plans) >= $least AND ($type IS NULL OR $type IN labels(n))
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       size(n.plans) AS plan_count, n.plans AS plans, n.mentions AS mentions
ORDER BY plan_count DESC, mentions DESC, name, id LIMIT $limit
