// title: 两个区域共同的技术方向 | Technologies shared by two regions
// description: 两个区域都列为方向的技术,各附原文 | Technologies that both regions target, each side with its evidence
// param first: entity(Region) required — 第一个区域 | the first region
// param second: entity(Region) required — 第二个区域 | the second region
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, technology, first_commitment, second_commitment, first_evidence, second_evidence
// example: first=宝山区 second=静安区
MATCH (a:Entity {id: $first})-[e:TARGETS]->(t:Technology)
MATCH (b:Entity {id: $second})-[f:TARGETS]->(t)
WITH t, e, f ORDER BY t.name, t.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH t, f, e, s, c, i ORDER BY i
WITH t, f, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
WITH t, e, f, evidence AS first_evidence
UNWIND range(0, size(f.passages) - 1) AS i
MATCH (s:Passage {id: f.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH t, e, first_evidence, f, s, c, i ORDER BY i
WITH t, e, first_evidence, f, collect({plan: s.plan, section: c.title, passage: s.id, start: f.starts[i], end: f.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN t.id AS id, t.name AS technology, e.commitment AS first_commitment, f.commitment AS second_commitment,
       first_evidence, evidence AS second_evidence
ORDER BY technology, id LIMIT $limit
