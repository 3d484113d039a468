/** A software deployment that Heat's agent has run on this node, or still runs. */
export interface HeatDeployment {
  readonly id: string;
  /** As the template names it; the id where nothing tells. */
  readonly name: string;
  /** Path of the script's log, if it has one. */
  readonly log?: string;
}

export const heatFolder = '/var/lib/heat-config/deployed';
export const heatLogFolder = '/var/log/heat-config/heat-config-script';

/** From the names in both folders: <id>.json, <id>.notify.json once it has ended, <id>-<name>.log. */
export function heatDeployments(
  deployed: readonly string[],
  logs: readonly string[],
): readonly HeatDeployment[] {
  return deployed
    .filter((file) => /^[\w-]{1,80}\.json$/.test(file))
    .map((file) => file.slice(0, -'.json'.length))
    .map((id) => {
      const log = logs.find((file) => file.startsWith(id) && file.endsWith('.log'));
      const name = log?.slice(id.length + 1, -'.log'.length);
      return { id, name: name || id, ...(log !== undefined && { log: `${heatLogFolder}/${log}` }) };
    });
}

/** The script's exit code in the text, or the end, of a notify.json. */
export function deploymentCode(notify: string): number | undefined {
  // What the script printed stands in the same file, its quotes escaped.
  const code = /"deploy_status_code": ?"?(-?\d{1,5})"?\s*[,}]/.exec(notify)?.[1];
  return code === undefined ? undefined : Number(code);
}
