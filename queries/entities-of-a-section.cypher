// title: 章节提及的实体 | Entities of a section
// description: 某章节(编号)中提及的实体 | The entities that a section, given by its id, names
// param section: string required — 章节编号,见“规划的章节” | a section's id, see section-outline
// param type: type — 实体类型 | a type of entity
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, name, type, mentions
// example: section=baoshan-14fyp.s004
MATCH (c:Section {id: $section})-[:HAS_PASSAGE]->(s:Passage)<-[m:MENTIONED_IN]-(n:Entity)
WHERE $type IS NULL OR $type IN labels(n)
WITH n, count(m) AS named
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       named AS mentions
ORDER BY mentions DESC, name, id LIMIT $limit
