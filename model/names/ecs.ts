/** Name of the environment's ECS resources and of those around them: cluster, service, task definition, load balancer, target group. */
export const ecsName = (environmentName: string): string => `${environmentName}-firelens`;

/** Longest name of a load balancer and of a target group. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
export const LOAD_BALANCER_NAME_MAX_CHARACTERS = 32;

/** Name of the ECS cluster's tasks in ARNs, without the task ID. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids */
export const taskArnResource = (environmentName: string): string => `task/${ecsName(environmentName)}/`;

/** Names of the Kubernetes objects. A suffix distinguishes several objects of one kind. */
export const OBJECTS = {
  single: 'ecs-firelens',
  loadBalancerGroup: 'ecs-firelens-load-balancer',
  tasksGroup: 'ecs-firelens-tasks',
  public: 'ecs-firelens-public',
  private: 'ecs-firelens-private',
} as const;

/** Name of one subnet of a type, counted from 1. */
export const subnetName = (sort: 'public' | 'private', number: number): string => `${OBJECTS[sort]}-${number}`;

/** What a name says beyond the component's: `public-1` of `ecs-firelens-public-1`. */
export const suffix = (name: string): string => name.slice(OBJECTS.single.length + 1);
