import type { Ask } from './ask.ts';

export const identityUrl = 'http://10.0.0.251:5000/v3';
/** Of all users, as etc/heat.conf has it too. */
const password = 'no-secret';

/** Somebody who is signed in to one project. */
export interface Session {
  readonly token: string;
  readonly projectId: string;
}

export async function signIn(ask: Ask, user: string, project: string): Promise<Session> {
  const domain = { id: 'default' };
  const { status, headers, text } = await ask(`${identityUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, domain, password } } },
        scope: { project: { name: project, domain } },
      },
    }),
  });
  const token = headers['x-subject-token'];
  if (typeof token !== 'string') throw new Error(`${user} cannot sign in: ${status} ${text}`);
  return { token, projectId: JSON.parse(text).token.project.id };
}

/** What an operator sets up for Heat: its user, its domain of stack users, its endpoint; and a tenant. */
export async function setUpForHeat(ask: Ask): Promise<void> {
  const { token } = await signIn(ask, 'admin', 'admin');
  const headers = { 'x-auth-token': token, 'content-type': 'application/json' };

  async function call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object) {
    const { status, text } = await ask(`${identityUrl}/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
  const create = async (kind: string, properties: object): Promise<string> =>
    (await call('POST', `${kind}s`, { [kind]: properties }))[kind].id;
  const roleNamed = async (name: string): Promise<string> =>
    (await call('GET', `roles?name=${name}`)).roles[0].id;

  const [admin, member] = [await roleNamed('admin'), await roleNamed('member')];
  await create('role', { name: 'heat_stack_user' });

  const domain = await create('domain', { name: 'heat' });
  const keeper = await create('user', { name: 'heat_domain_admin', domain_id: domain, password });
  await call('PUT', `domains/${domain}/users/${keeper}/roles/${admin}`);

  for (const [project, user, role] of [
    ['service', 'heat', admin],
    ['tenant', 'tenant', member],
  ] as const) {
    const projectId = await create('project', { name: project });
    const userId = await create('user', { name: user, password });
    await call('PUT', `projects/${projectId}/users/${userId}/roles/${role}`);
  }

  const orchestration = await create('service', { type: 'orchestration', name: 'heat' });
  await create('endpoint', {
    service_id: orchestration,
    interface: 'public',
    region_id: 'regionOne',
    url: 'http://10.0.0.251:8004/v1/%(tenant_id)s',
  });
}
