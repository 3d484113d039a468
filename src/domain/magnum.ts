/** Magnum's heat-params by name. */
type HeatParams = ReadonlyMap<string, string>;

/** The first that is set; Magnum writes what is not set as an empty value. */
export const setIn = (params: HeatParams, ...names: readonly string[]): string | undefined =>
  names.map((name) => params.get(name)).find((value) => value !== undefined && value !== '');

/** True when Magnum set this node up. */
export const isMagnum = (params: HeatParams): boolean =>
  setIn(params, 'CLUSTER_UUID', 'BAY_UUID') !== undefined;
