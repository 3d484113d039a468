/** Whether something has to be on this node: `auto` leaves it to what the node shows. */
export type Expectation = 'auto' | 'expected' | 'none';

/** What an operator, or the cluster's own files, have said of this node. All checks may read it. */
export interface NodeSettings {
  readonly flannel: Expectation;
  readonly kubeProxy: Expectation;
  /** Whether this node has to reach addresses outside its own network. */
  readonly external: Expectation;
  /** True when the node reaches the outside through an HTTP proxy only. */
  readonly proxied: boolean;
  /** The proxies for https and for http URLs, which may hold credentials; empty: none. */
  readonly httpsProxy: string;
  readonly httpProxy: string;
  /** What is asked without a proxy, as NO_PROXY has it. */
  readonly noProxy: string;
  /** Path of subnet.env; empty: the known paths. */
  readonly subnetFile: string;
  /** The pod network that flannel was given, in CIDR form; empty: nobody said. */
  readonly flannelNetwork: string;
  /** The backend that flannel was given, such as vxlan; empty: nobody said. */
  readonly flannelBackend: string;
  /** The interface or address that flannel was told to use; empty: nobody said. */
  readonly flannelIface: string;
  /** True when this node was set up by Magnum. */
  readonly magnum: boolean;
}
