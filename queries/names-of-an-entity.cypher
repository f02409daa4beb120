// title: 一个实体的各种名称 | Names of an entity
// description: 各规划对它的称呼,以及这些名称归为一体的理由 | What each plan calls it, and why these names are one
// param entity: entity required — 实体名称 | an entity's name
// returns: id, name, aliases, said, reasons, authority
// example: entity=宝武
MATCH (n:Entity {id: $entity})
RETURN n.id AS id, n.name AS name, n.aliases AS aliases, n.said AS said, n.reasons AS reasons, n.authority AS authority
ORDER BY id LIMIT 1
