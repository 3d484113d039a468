import { installMissing, type Packages, packagesOfLab, whyNoLab } from '../lab/requirements.ts';

// The programs alone: Debian's packages of the services would want to be configured and started.
const packages: Packages = {
  ...packagesOfLab,
  'heat-all': 'heat-common',
  'keystone-wsgi-public': 'python3-keystone',
  uwsgi_python3: 'uwsgi-plugin-python3',
};

/** Why there can be no Heat on this machine, as a sentence; undefined if there can. */
export const whyNoHeat = (): string | undefined => whyNoLab(packages);

export const installForHeat = (say: (line: string) => void): Promise<void> =>
  installMissing(say, packages);
