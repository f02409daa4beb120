// title: 某主体的技术方向 | Technologies of an actor
// description: 该主体、区域或计划聚焦的技术 | The technologies that an actor, region or programme targets
// param actor: entity required — 主体、区域或计划的名称 | the name of an actor, region or programme
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, technology, name_en, commitment, confidence, evidence
// example: actor=宝武中央研究院
MATCH (a:Entity {id: $actor})-[e:TARGETS]->(t:Technology)
WITH t, e ORDER BY t.name, t.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH t, e, s, c, i ORDER BY i
WITH t, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN t.id AS id, t.name AS technology, t.name_en AS name_en, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY technology, id LIMIT $limit
