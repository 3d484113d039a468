import type { OwnNode } from './own-node.ts';
import type { ForwardingEntry, PeerRoutes } from './peer-routes.ts';
import type { WebAnswer, WebRequest } from './web.ts';

/** A network device as `ip -j -d addr` shows it. */
export interface Link {
  readonly name: string;
  /** The kernel's number for it, which no device made later has. */
  readonly index: number;
  /** Administratively up (flag UP). operstate says UNKNOWN of healthy tunnels, so it is left out. */
  readonly up: boolean;
  /** Flag LOWER_UP: a tun without its daemon, and a bridge without ports, have none. */
  readonly carrier: boolean;
  readonly mtu: number;
  /** ether, loopback, none (tun), … */
  readonly linkType: string;
  /** vxlan, bridge, tun, veth, …; absent for a physical device. */
  readonly kind?: string;
  /** The bridge that this device is a port of. */
  readonly master?: string;
  /** In CIDR form, such as 10.100.54.1/24; link-local IPv6 included. */
  readonly addresses: readonly string[];
  readonly vxlan?: {
    readonly id: number;
    readonly local?: string;
    /** The uplink's name. */
    readonly link?: string;
  };
}

/** A route of the main table. */
export interface Route {
  readonly family: 4 | 6;
  /** In CIDR form; the default route is 0.0.0.0/0 or ::/0. */
  readonly destination: string;
  readonly device: string;
  readonly gateway?: string;
  readonly metric: number;
  /** unicast, unreachable, blackhole, … */
  readonly type: string;
  /** The kernel has marked a next hop as dead or without carrier. */
  readonly dead: boolean;
}

/** NUD state; `ABSENT` when the kernel has no entry. */
export type NeighbourState =
  | 'ABSENT'
  | 'INCOMPLETE'
  | 'REACHABLE'
  | 'STALE'
  | 'DELAY'
  | 'PROBE'
  | 'FAILED'
  | 'NOARP'
  | 'PERMANENT';

export type FileAnswer =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly text: string;
      /** Milliseconds since the epoch. */
      readonly modifiedAt: number;
    }
  /** `linkTo` when it is a link that leads nowhere. */
  | { readonly kind: 'absent'; readonly path: string; readonly linkTo?: string }
  | { readonly kind: 'notPermitted'; readonly path: string }
  /** A directory, too large, holding NUL bytes, an I/O error: `problem` completes "<path> …". */
  | { readonly kind: 'invalid'; readonly path: string; readonly problem: string };

export interface Process {
  readonly pid: number;
  /** The base name of argv[0]. */
  readonly name: string;
  readonly args: readonly string[];
  /** Only the variables that node-check reads (FLANNELD_…), where they can be read. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stopped by a signal (state T): it holds its sockets and answers nothing. */
  readonly stopped: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface ProcessTable {
  /** False outside the host's PID namespace: then a process that is not listed may still run. */
  readonly complete: boolean;
  /** Those that bear one of `watchedProcesses`' names; zombies left out. */
  readonly processes: readonly Process[];
}

/** A systemd unit that is installed on this node. */
export interface Unit {
  /** Without .service. */
  readonly name: string;
  readonly activeState: string;
  readonly subState: string;
  /** Automatic restarts since the unit was last started by hand; absent before systemd 235. */
  readonly restarts?: number;
  /** How long its main process has run; absent when it does not run. */
  readonly runningForMs?: number;
  /** It does its work once and ends, so that it does not run says nothing. */
  readonly oneshot?: boolean;
  /** enabled, disabled, static, generated, …; absent before systemd 187. */
  readonly unitFileState?: string;
  /** How its last run ended: success, exit-code, signal, timeout, start-limit-hit, … */
  readonly result?: string;
  /** Exit code or signal of its main process when it last ended. */
  readonly exitStatus?: number;
  /** The units, without .service, that it does not run without. */
  readonly requires?: readonly string[];
}

/** A container of any runtime on this node, running or not. */
export interface Container {
  readonly runtime: 'docker' | 'cri' | 'podman';
  /** The container's own name: kube-proxy, kube-flannel; the pod's fields are taken off. */
  readonly name: string;
  readonly state: 'running' | 'restarting' | 'exited' | 'other';
  /** Attempts before this one, where the runtime tells. */
  readonly restarts: number;
}

export type RuntimeName = 'docker' | 'containerd' | 'crio';

/** Whether a container runtime answers on its socket, be it with a refusal. */
export type RuntimeAnswer =
  | { readonly kind: 'answers' }
  /** Its socket took the question, or its queue is full, and no answer came. */
  | { readonly kind: 'silent'; readonly detail: string }
  /** No socket in the known places, or nobody listens on it. */
  | { readonly kind: 'absent' };

export interface ContainerList {
  /** Runtimes that are installed here and did not answer, each with why. */
  readonly silent: readonly string[];
  readonly containers: readonly Container[];
}

/** Where the last lines of a log are looked for; the first that has any is taken. */
export interface LogQuery {
  /** Units of the journal, without .service. */
  readonly units: readonly string[];
  /** Containers of any runtime, by their own names. */
  readonly containers: readonly string[];
  /** Paths of plain log files; "*" stands for a part of a name, and of several the newest counts. */
  readonly files: readonly string[];
}

export interface LogTail {
  /** As a person would name it: "journal of kube-proxy". */
  readonly source: string;
  /** At most 20 lines, the newest last, secrets masked. */
  readonly lines: readonly string[];
}

export interface RuleQuery {
  readonly family: 4 | 6;
  readonly table: 'filter' | 'nat';
  /** One chain; without it the whole table (only ever asked of filter). */
  readonly chain?: string;
  /** Only the chain's rule of this number. */
  readonly rule?: number;
}

/** The answer of one of iptables' two backends; a backend without the chain is left out. */
export interface RuleList {
  readonly backend: 'nft' | 'legacy';
  /** Lines in iptables-save's form: "-P FORWARD DROP", "-A FORWARD -s 10.100.0.0/16 -j ACCEPT". */
  readonly rules: readonly string[];
}

export interface NftChain {
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  readonly chain: string;
}

export type PingAnswer =
  | { readonly kind: 'reply'; readonly rttMs: number }
  | { readonly kind: 'silent'; readonly detail: string }
  | { readonly kind: 'notPermitted'; readonly detail: string }
  | { readonly kind: 'notInstalled'; readonly detail: string };

/** A refusal is an answer too: the host is there. */
export type TcpAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'silent'; readonly detail: string };

export type DnsAnswer =
  | { readonly kind: 'resolved'; readonly addresses: readonly string[] }
  /** The server answered, but not with an address: NXDOMAIN, SERVFAIL, REFUSED, … */
  | { readonly kind: 'negative'; readonly code: string }
  | { readonly kind: 'silent'; readonly detail: string };

export type HttpAnswer =
  | { readonly kind: 'response'; readonly status: number; readonly body: string }
  | { readonly kind: 'refused' }
  /** Connected, or waiting to, and nothing came before the deadline. */
  | { readonly kind: 'silent'; readonly detail: string }
  /** What came was not HTTP, or the connection broke. */
  | { readonly kind: 'broken'; readonly detail: string };

/**
 * Everything that a check may ask of the outside world, for one round: each question is asked
 * once and its answer shared. Each rejects with a ProbeError when it could not tell; an empty
 * list always means that there is nothing.
 */
export interface Probes {
  /** At most 64 KiB of text. Paths are the host's. */
  file(path: string): Promise<FileAnswer>;
  /** The last 64 KiB of a file of any size; the first line may be cut. */
  endOfFile(path: string): Promise<FileAnswer>;
  /** The names in a folder, sorted; empty when there is no such folder. */
  directory(path: string): Promise<readonly string[]>;
  links(): Promise<readonly Link[]>;
  routes(): Promise<readonly Route[]>;
  forwardingEntries(device: string): Promise<readonly ForwardingEntry[]>;
  /** Has the kernel resolve the neighbour, without ICMP, and waits for the outcome (up to 4 s). */
  neighbour(address: string, device: string): Promise<NeighbourState>;
  processes(): Promise<ProcessTable>;
  /** Of `watchedUnits`, those that are installed; empty without systemd. */
  units(): Promise<readonly Unit[]>;
  containers(): Promise<ContainerList>;
  /** Only to be asked of a runtime that runs: the socket of another may start it. */
  runtime(name: RuntimeName): Promise<RuntimeAnswer>;
  rules(query: RuleQuery): Promise<readonly RuleList[]>;
  /** The chain's lines, without the contents of sets; undefined when it is not there. */
  nftChain(chain: NftChain): Promise<readonly string[] | undefined>;
  ping(target: string): Promise<PingAnswer>;
  tcp(host: string, port: number): Promise<TcpAnswer>;
  /** Asks one nameserver for the addresses (A, or AAAA where the node has IPv6 only) of a name. */
  resolve(server: string, name: string): Promise<DnsAnswer>;
  /** One GET without redirects or proxy; at most 64 KiB of body. */
  http(url: string): Promise<HttpAnswer>;
  /** One GET as a client of the node would send it, without following redirects. */
  web(request: WebRequest): Promise<WebAnswer>;
  /** Undefined when no log was found; never rejects for want of a log. */
  logTail(query: LogQuery): Promise<LogTail | undefined>;
  /** What the Kubernetes API says of this node; undefined where nothing lets us ask. */
  ownNode(): Promise<OwnNode | undefined>;
  /** What earlier rounds saw; undefined without a memory. What this one sees is remembered. */
  formerPeers(seen: PeerRoutes): Promise<PeerRoutes | undefined>;
  /** When this machine booted, in milliseconds since the epoch. */
  bootedAt(): Promise<number>;
}
