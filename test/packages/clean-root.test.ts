import t, { type Test } from 'tap';
import { type Debian, withDebian } from './debian.ts';
import { withPackages } from './requirements.ts';

const install = 'apt-get -q --yes --no-install-recommends install';
const own = '/dist/packages/node-check_*_$(dpkg --print-architecture).deb';
const everything = `find / -xdev \\( -path /dist -o -path /proc -o -path /sys -o -path /tmp -o -path /run -o -path /dev -o -path /var/log -o -path /var/cache -o -path /var/lib/dpkg \\) -prune -o -print | sort`;
