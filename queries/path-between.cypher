// title: 两个实体间的最短路径 | Shortest paths between two entities
// description: 两个实体间的最短路径(至多六步),每一步附原文 | The shortest paths between two entities, of six steps at most, each step with its evidence
// param first: entity required — 起点 | where the path begins
// param second: entity required — 终点 | where it ends
// param limit: integer(1..100) = 5 — 最多路径数 | greatest number of paths
// returns: length, nodes, edges
// example: first=上海大学 second=宝武
MATCH (a:Entity {id: $first}), (b:Entity {id: $second})
WHERE a.id <> b.id
MATCH p = allShortestPaths((a)-[:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES*..6]-(b))
WITH p, [n IN nodes(p) | n.id] AS ids
ORDER BY ids LIMIT $limit
UNWIND range(0, length(p) - 1) AS k
WITH p, ids, k, relationships(p)[k] AS e
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH p, ids, k, e, s, c, i ORDER BY i
WITH p, ids, k, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
WITH p, ids, k, {edge: type(e), from: startNode(e).name, to: endNode(e).name, commitment: e.commitment, evidence: evidence} AS step
ORDER BY k
WITH p, ids, collect(step) AS steps
RETURN length(p) AS length, [n IN nodes(p) | {id: n.id, name: n.name, type: head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']])}] AS nodes, steps AS edges
ORDER BY length, ids LIMIT $limit
