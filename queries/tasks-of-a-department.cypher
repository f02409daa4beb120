// title: 部门负责的任务 | Tasks of a department
// description: 该部门或单位负责的编号任务 | The numbered tasks that a department or other body answers for
// param department: entity required — 部门名称 | the department's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, plan, task_number, title, confidence, evidence
// example: department=区投资办
MATCH (:Entity {id: $department})-[e:RESPONSIBLE_FOR]->(k:Task)
WITH k, e ORDER BY k.plan, k.number, k.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH k, e, s, c, i ORDER BY i
WITH k, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN k.id AS id, k.plan AS plan, k.number AS task_number, k.title AS title, e.confidence AS confidence, evidence
ORDER BY plan, task_number, id LIMIT $limit
