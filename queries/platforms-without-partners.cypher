// title: 没有合作方的平台 | Platforms without partners
// description: 规划中没有写明任何合作方的平台 | Platforms for which no plan names a partner
// param region: entity(Region) — 只看该区域 | this region only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, mentions, plans, hosts
// example: region=宝山区
OPTIONAL MATCH (r:Entity {id: $region})
MATCH (p:Platform)
WHERE NOT (p)-[:PARTNERS]-() AND ($region IS NULL OR (r)-[:HOSTS]->(p))
OPTIONAL MATCH (h:Entity)-[:HOSTS]->(p)
WITH p, h ORDER BY h.name, h.id
WITH p, collect(CASE WHEN h IS NULL THEN null ELSE {id: h.id, name: h.name} END) AS hosts
RETURN p.id AS id, p.name AS name, p.mentions AS mentions, p.plans AS plans, hosts
ORDER BY mentions DESC, name, id LIMIT $limit
