// title: 任务的责任部门 | Departments of a task
// description: 对编号任务负责的部门与单位 | The departments and other bodies that answer for a numbered task
// param plan: plan required — 规划(编号、标题或区域) | a plan by id, title or region
// param number: integer(1..500) required — 任务编号 | the task's number
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: task, title, id, name, type, confidence, evidence
// example: plan=jingan-2023-2025 number=4
MATCH (:Plan {id: $plan})-[:HAS_TASK]->(k:Task)
WHERE k.number = $number
MATCH (n:Entity)-[e:RESPONSIBLE_FOR]->(k)
WITH k, n, e ORDER BY n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH k, n, e, s, c, i ORDER BY i
WITH k, n, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN k.id AS task, k.title AS title, n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       e.confidence AS confidence, evidence
ORDER BY name, id LIMIT $limit
