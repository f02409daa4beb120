// title: 规划的任务 | Tasks of a plan
// description: 规划的编号任务及其责任部门数 | The numbered tasks of a plan and how many answer for them
// param plan: plan required — 规划(编号、标题或区域) | a plan by id, title or region
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, task_number, title, departments, names
// example: plan=jingan-2023-2025
MATCH (:Plan {id: $plan})-[:HAS_TASK]->(k:Task)
OPTIONAL MATCH (n:Entity)-[:RESPONSIBLE_FOR]->(k)
WITH k, n ORDER BY n.name, n.id
WITH k, collect(n.name) AS names
RETURN k.id AS id, k.number AS task_number, k.title AS title, size(names) AS departments, names
ORDER BY task_number, id LIMIT $limit
