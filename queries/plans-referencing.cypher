// title: 依据某文件的文件 | Who references a document
// description: 写明以该文件为依据的文件 | The documents that name this one as their basis
// param policy: entity(Policy) required — 文件名称 | the document's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, policy, confidence, evidence
// example: policy=国家创新驱动发展战略纲要
MATCH (n:Policy)-[e:REFERENCES]->(:Entity {id: $policy})
WITH n, e ORDER BY n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, s, c, i ORDER BY i
WITH n, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS policy, e.confidence AS confidence, evidence
ORDER BY policy, id LIMIT $limit
