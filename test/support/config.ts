import { checks } from '../../src/checks/registry.ts';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse.ts';

/** The configuration that the given flags make, by option key. */
export function configOf(flags: Readonly<Record<string, string>>): Config {
  const none = { path: '', params: new Map<string, string>() };
  const file = { path: '', entries: new Map(), mistakes: [] };
  const sources = {
    flags: new Map(Object.entries(flags)),
    environment: {},
    file,
    heatParams: none,
  };
  const parsed = parseConfig(sources, checks);
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.config;
}
