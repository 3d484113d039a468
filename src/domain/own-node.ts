/** What the Kubernetes API says of this node's own object. */
export interface OwnNode {
  readonly name: string;
  readonly uid: string;
  /** In CIDR form; none while nobody gave it any. */
  readonly podCidrs: readonly string[];
  /** flannel's own, without their prefix: backend-type, public-ip, kube-subnet-manager, … */
  readonly flannel: Readonly<Record<string, string>>;
}
