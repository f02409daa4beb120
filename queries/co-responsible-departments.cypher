// title: 共同负责的部门 | Departments that share tasks
// description: 与该部门共同负责任务的部门 | The bodies that answer for the same tasks
// param department: entity required — 部门名称 | the department's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, tasks, titles
// example: department=区投资办
MATCH (:Entity {id: $department})-[:RESPONSIBLE_FOR]->(k:Task)<-[:RESPONSIBLE_FOR]-(n:Entity)
WHERE n.id <> $department
WITH n, k ORDER BY k.plan, k.number
WITH n, collect(k.title) AS titles
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       size(titles) AS tasks, titles
ORDER BY tasks DESC, name, id LIMIT $limit
