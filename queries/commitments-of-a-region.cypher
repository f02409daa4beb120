// title: 某区域的已建与拟建 | Built and envisaged in a region
// description: 区域与其承载、支持的主体之间的关系按落实程度计数 | A region's ties counted by type and by how firm they are
// param region: entity(Region) required — 区域名称 | a region's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: edge, commitment, count, names
// example: region=宝山区
MATCH (g:Entity {id: $region})-[e:HOSTS|SUPPORTS|PARTNERS|TARGETS]-(n:Entity)
WITH type(e) AS edge, CASE WHEN e.commitment IS NULL THEN '' ELSE e.commitment END AS commitment, n ORDER BY n.mentions DESC, n.name, n.id
WITH edge, commitment, collect(n.name) AS names
RETURN edge, commitment, size(names) AS count, names[..10] AS names
ORDER BY edge, commitment LIMIT $limit
