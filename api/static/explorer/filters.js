// A plan that is not there (any more) filters nothing.
const known = (plans, periods) => plans.filter((plan) => plan in periods);

// What passes the filters. What is downloaded is filtered on the server by the same rules (api/pages/drawing.py), so that a
// filter here takes effect at once, and nothing moves.
export function passing(state, periods) {
  const types = new Set(state.edges);
  const commitments = new Set(state.commitments);
  const wanted = new Set(known(state.plans, periods));
  const year = state.year === "" ? null : Number(state.year);
  const lasts = (plan) => {
    const [start, end] = periods[plan] ?? [null, null];
    return start !== null && start <= year && year <= (end ?? start);
  };
  return (type, plans, commitment) =>
    (!types.size || types.has(type)) &&
    (!commitments.size || commitments.has(commitment || "none")) &&
    (!wanted.size || plans.some((plan) => wanted.has(plan))) &&
    (year === null || plans.some(lasts));
}

// Whether a node without any edge that passes is left out as well.
export const narrowed = (state, periods) =>
  Boolean(state.edges.length || known(state.plans, periods).length || state.commitments.length || state.year !== "");

// The nodes and edges that are to be drawn, and how many edges each node then has (`degree`).
export function filtered(data, state, periods) {
  const asked = new Set(state.ids);
  const hidden = new Set(state.hide);
  const types = new Set(state.types);
  const passes = passing(state, periods);
  const fits = (node) => !hidden.has(node.id) && (!types.size || types.has(node.info.type) || asked.has(node.id));
  const kept = new Set(data.nodes.filter(fits).map((node) => node.id));
  const edges = data.edges.filter(
    ({ from, to, info }) => kept.has(from) && kept.has(to) && passes(info.type, info.plans, info.commitment),
  );
  const degree = new Map();
  for (const edge of edges) for (const end of [edge.from, edge.to]) degree.set(end, (degree.get(end) ?? 0) + 1);
  const stays = (node) => kept.has(node.id) && (!narrowed(state, periods) || degree.has(node.id) || asked.has(node.id));
  return { ...data, nodes: data.nodes.filter(stays), edges, degree };
}
