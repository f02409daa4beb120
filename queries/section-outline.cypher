// title: 规划的章节 | Outline of a plan
// description: 规划的章节标题,可限层级 | The headings of a plan, down to a level
// param plan: plan required — 规划(编号、标题或区域) | a plan by id, title or region
// param depth: integer(1..9) = 3 — 最深层级 | deepest level
// param limit: integer(1..1000) = 200 — 最多行数 | greatest number of rows
// returns: id, number, title, level, parent, start, end
// example: plan=baoshan-14fyp depth=2
MATCH (p:Plan {id: $plan})-[:HAS_SECTION*1..9]->(c:Section)
WHERE c.level <= $depth
RETURN c.id AS id, c.number AS number, c.title AS title, c.level AS level, c.parent AS parent, c.start AS start, c.end AS end
ORDER BY start, level, id LIMIT $limit
