// title: 任务最多的部门 | Busiest departments
// description: 负责任务最多的部门与单位 | The bodies that answer for most tasks
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 20 — 最多行数 | greatest number of rows
// returns: id, name, type, tasks, numbers
// example: plan=jingan-2023-2025
MATCH (n:Entity)-[e:RESPONSIBLE_FOR]->(k:Task)
WHERE $plan IS NULL OR k.plan = $plan
WITH n, k ORDER BY k.plan, k.number
WITH n, collect(k.number) AS numbers
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       size(numbers) AS tasks, numbers
ORDER BY tasks DESC, name, id LIMIT $limit
