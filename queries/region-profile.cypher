// title: 区域概况 | Profile of a region
// description: 区域承载的主体按类型计数,附名称 | What a region hosts, counted by type, with names
// param region: entity(Region) required — 区域名称 | a region's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: type, count, names
// example: region=宝山区
MATCH (g:Entity {id: $region})-[:HOSTS]->(n:Entity)
WITH head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       n ORDER BY n.mentions DESC, n.name, n.id
WITH type, collect(n.name) AS names
RETURN type, size(names) AS count, names[..20] AS names
ORDER BY count DESC, type LIMIT $limit
