// title: 两份规划的异同 | Changes between two plans
// description: 只在其中一份或两份都有的实体,按类型 | Entities that only one of two plans names, or both do, by type
// param first: plan required — 第一份规划 | the first plan
// param second: plan required — 第二份规划 | the second plan
// param type: type — 实体类型 | a type of entity
// param change: choice(added, dropped, kept) — 新增、不再提及或保留 | only in the second, only in the first, or in both
// param limit: integer(1..1000) = 200 — 最多行数 | greatest number of rows
// returns: change, type, id, name, mentions
// example: first=minhang-13fyp second=songjiang-14fyp type=Technology change=kept
MATCH (n:Entity)
WHERE ($first IN n.plans OR $second IN n.plans) AND ($type IS NULL OR $type IN labels(n))
WITH n, CASE WHEN NOT $first IN n.plans THEN 'added' WHEN NOT $second IN n.plans THEN 'dropped' ELSE 'kept' END AS change
WHERE $change IS NULL OR change = $change
RETURN change, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       n.id AS id, n.name AS name, n.mentions AS mentions
ORDER BY change, type, mentions DESC, name, id LIMIT $limit
