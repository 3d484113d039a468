import t from 'tap';
import { defineOption } from '../../src/config/option.ts';
import { text } from '../../src/config/option-value.ts';

const spec = { key: 'kube-proxy.log-file', kind: text('FILE'), default: '', description: '' };

t.test('flag and variable follow from the key', async (t) => {
  t.match(defineOption(spec), {
    flag: 'kube-proxy-log-file',
    variable: 'NODE_CHECK_KUBE_PROXY_LOG_FILE',
    aliases: [],
  });
});

t.test('names that are given stay', async (t) => {
  t.match(defineOption({ ...spec, flag: 'x', aliases: ['Y'] }), { flag: 'x', aliases: ['Y'] });
});
