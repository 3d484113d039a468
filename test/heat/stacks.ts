import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../cluster/until.ts';
import { checkout } from '../lab/machine.ts';
import { type Orchestration, pauseMs, type Stack, type StackSpec } from './stack.ts';

/** A stack that waits for signals with a token. */
export interface NodesStack extends Stack {
  readonly endpoint: string;
  readonly token: string;
  /** What Magnum has in WAIT_CURL. */
  readonly curlCli: string;
  /** For the cloud-init of its servers. */
  readonly userData: string;
}

/** A stack that waits for signals to a signed URL. */
export interface SignedUrlStack extends Stack {
  readonly url: string;
}

type Parameters = StackSpec['parameters'];

/** Each resolves when its wait condition, the resource `healthy`, waits for its `handle`. */
export interface Stacks {
  /** The shipped template, with something else in place of Nova's servers. */
  nodes(parameters?: Parameters): Promise<NodesStack>;
  /** The native handle with CFN_SIGNAL: fields in lower case. */
  cfnSignal(parameters?: Parameters): Promise<SignedUrlStack>;
  /** The AWS handle: fields with capitals. */
  awsHandle(parameters?: Parameters): Promise<SignedUrlStack>;
}

const shippedTemplate = join(checkout, 'packaging/heat/nodes.yaml');

export function createStacks(orchestration: Orchestration): Stacks {
  const create = async (spec: StackSpec): Promise<Stack> => {
    const stack = await orchestration.createStack(spec);
    await until('a stack to wait for signals', async () => {
      await sleep(pauseMs);
      const { status, reason } = await stack.state();
      if (status !== 'CREATE_IN_PROGRESS') throw new Error(`${status}: ${reason}`);
      return (await stack.resource('healthy')).status === 'CREATE_IN_PROGRESS';
    });
    return stack;
  };
  return {
    async nodes(parameters = {}) {
      const stack = await create({
        template: readFileSync(shippedTemplate, 'utf8'),
        parameters: { image: 'image', flavor: 'flavor', network: 'network', ...parameters },
        providers: { 'OS::Nova::Server': ownTemplate('server.yaml') },
      });
      const { attributes } = await stack.resource('handle');
      const { id } = await stack.resource('node_check');
      return {
        ...stack,
        endpoint: String(attributes['endpoint']),
        token: String(attributes['token']),
        curlCli: String(attributes['curl_cli']),
        userData: await orchestration.softwareConfig(id),
      };
    },
    async cfnSignal(parameters = {}) {
      const stack = await create({ template: ownTemplate('cfn-signal.yaml'), parameters });
      const { attributes } = await stack.resource('handle');
      const signal: { readonly alarm_url: string } = JSON.parse(String(attributes['signal']));
      return { ...stack, url: signal.alarm_url };
    },
    async awsHandle(parameters = {}) {
      const stack = await create({ template: ownTemplate('aws-handle.yaml'), parameters });
      return { ...stack, url: String(await stack.outputOf('url')) };
    },
  };
}

const ownTemplate = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'templates', name), 'utf8');
