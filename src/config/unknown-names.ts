import { hintFor } from './nearest-name.ts';
import type { Option } from './option.ts';
import type { Mistake } from './option-value.ts';
import type { Environment } from './settle.ts';
import type { ConfigFile } from './yaml-file.ts';

const prefix = 'NODE_CHECK_';

/** Variables of ours that no option reads. */
export function unknownVariables(
  environment: Environment,
  options: readonly Option[],
): readonly Mistake[] {
  const known = options.map(({ variable }) => variable);
  const services = servicePrefixes(environment);
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .filter((name) => !services.some((service) => service.test(name)))
    .map((name) => ({ where: name, problem: `unknown variable${hintFor(name, known)}` }));
}

// Kubernetes describes each Service of the namespace to a pod in variables: a Service with the
// name node-check gives NODE_CHECK_SERVICE_HOST, NODE_CHECK_PORT_9100_TCP, and so on.
const servicePrefixes = (environment: Environment): readonly RegExp[] =>
  Object.keys(environment)
    .filter((name) => /^NODE_CHECK_(\w+_)?SERVICE_HOST$/.test(name))
    .map((name) => name.slice(0, -'SERVICE_HOST'.length))
    .map((service) => new RegExp(`^${service}(SERVICE_HOST|(SERVICE_)?PORT(_\\w+)?)$`));

/** Keys of the file that no option has. */
export function unknownKeys(file: ConfigFile, options: readonly Option[]): readonly Mistake[] {
  const known = options.map(({ key }) => key);
  return [...file.entries].flatMap(([key, raw]) => {
    const below = known.filter((each) => each.startsWith(`${key}.`));
    // A heading whose options are all commented out.
    if (known.includes(key) || (below.length > 0 && raw === '')) return [];
    const problem =
      below.length > 0
        ? `expected options below it: ${below.join(', ')}`
        : `unknown key${hintFor(key, known)}`;
    return [{ where: `${file.path}: ${key}`, problem }];
  });
}
