import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import {
  accountsHaveOneRole,
  annotatedRolesTrustTheirAccount,
  podsCarryTheChecksumOfTheirIdentity,
  podsHaveTokensOnlyWithRoles,
  policiesFitIam,
  rolesAreBounded,
  trustedAccountsHaveTheRole,
} from './access';
import {
  applicationsAreSafe,
  customResourcesMayComeLate,
  objectsHaveAWave,
  objectsSayTheirComponent,
  syncsAreSafe,
} from './argocd';
import { arnsNameWhatExists, logGroupsOfTheTemplateExist, mutedAlarmsExist } from './arns';
import { emittedMetricsAreRead, logGroupsAreCreatedAndWritten, watchedMetricsAreEmitted } from './cloudwatch';
import { keptMetricsAreRead, readMetricsAreKept } from './collected';
import { containersStateTheirResources, imagesAreListedAndExact, lastingContainersHaveProbes } from './containers';
import { dashboardsFitCloudWatch } from './dashboards';
import { alarmsTellSomebody, bucketsAreSafe, dataIsKept, logGroupsExpire } from './data';
import { taskDefinitionsFitEcs } from './ecs';
import { policiesAllowWhatIsOutside } from './egress';
import { exportedFieldsExist, exportedKeysAreRead } from './exports';
import { fargateRouterConfigurationIsAccepted } from './fargate-router';
import {
  accountsGiveNoTokens,
  containersAreHardened,
  kubernetesRolesAreNarrow,
  namespacesEnforcePodSecurity,
  noSecretIsWrittenDown,
  tasksAreHardened,
  tlsIsVerified,
} from './hardening';
import { nothingIsUnused, nothingSyncsBeforeWhatItNeeds, referencedKeysExist, referencesExist } from './links';
import {
  configurationsCanBeRead,
  declaredPortsAreThoseThatAreOpened,
  loadBalancersReachWhatListens,
  localCallsGetAnAnswer,
  probesGetAnAnswer,
  programsOpenPortsOfTheirOwn,
  scrapedPathsAreServed,
} from './listening';
import {
  accountsAreThatOfTheEnvironment,
  clustersAreThatOfTheEnvironment,
  hostsAreThatOfTheEnvironment,
  regionsAreThatOfTheEnvironment,
  workspacesAreThoseOfTheEnvironment,
} from './location';
import {
  everyLogIsReadOnce,
  linesWaitOnDisk,
  parsersAndFunctionsExist,
  pluginsHaveNamesOfTheirOwn,
  portsOfNodesAreDistinct,
  readersKeepTheirPosition,
  streamsHaveOneWriter,
  tagsAreRouted,
} from './log-agents';
import {
  managedArgoCdHoldsTheObjects,
  managedArgoCdKnowsTheCluster,
  managedArgoCdTakesTheApplication,
} from './managed-argocd';
import {
  labelsAreValid,
  namesAreUnique,
  namesFitTheirKind,
  namesWithinObjectsAreValid,
  onlyClusterScopedHaveNoNamespace,
} from './names';
import { podsAreBehindAPolicy, policiesAllowWhatPodsConnectTo } from './network';
import { type Check, type Given, index } from './objects';
import { applicationsReadTheirOwnFolder, projectsAllowWhatIsHere, tagsNameTheEnvironment } from './ownership';
import { panelsAskWhatIsThere, panelsShowWhatIsCollected } from './panels';
import {
  addressedServicesExist,
  portsOfAPodAreDistinct,
  probesAskDeclaredPorts,
  servicesLeadToDeclaredPorts,
} from './ports';
import { rulesAreOnEmittedMetrics, rulesFitTheirWorkspace } from './prometheus-rules';
import {
  podsCarryTheChecksumOfTheirConfiguration,
  podsOnFargateCarryTheChecksumOfTheirRouter,
  servicesCarryTheChecksumOfTheirTask,
} from './rollout';
import { graphsLeadToRunbooks } from './runbooks';
import { annotatedPodsAreScraped, scrapeJobsFindTheirWorkload } from './scraping';
import { podsOfNodesDoNotOverlap, securityGroupsLetTrafficThrough } from './security-groups';
import { selectorsHaveNoVersion, selectorsSelectPods, workloadsSelectOnlyTheirOwnPods } from './selectors';
import { rolesAreTakenByTheirOwnAlone, servicesMayMoveTheData } from './trusts';
import {
  claimsMayBeWritten,
  mountedFilesHaveOnePlace,
  mountedFilesMayBeRead,
  mountsHaveAPlace,
  pathsOfNodesAreMade,
  pathsOfNodesAreReadOnlyUnlessWritten,
  temporaryVolumesHaveALimit,
  usersAreWhatTheKubeletStarts,
  volumesExistAndAreMounted,
} from './volumes';
import {
  filesThatAreReadExist,
  podsOutliveTheirGrace,
  stateOutlivesItsPod,
  variablesAreSet,
  volumesHoldWhatIsWritten,
  writtenPathsAreWritable,
} from './written';

/** What must hold between the objects of an environment, beyond what a schema can say. Each check is one function, named by what it asserts. */
export const CHECKS: readonly Check[] = [
  namesAreUnique,
  namesFitTheirKind,
  namesWithinObjectsAreValid,
  labelsAreValid,
  onlyClusterScopedHaveNoNamespace,
  referencesExist,
  referencedKeysExist,
  exportedFieldsExist,
  exportedKeysAreRead,
  regionsAreThatOfTheEnvironment,
  accountsAreThatOfTheEnvironment,
  hostsAreThatOfTheEnvironment,
  clustersAreThatOfTheEnvironment,
  workspacesAreThoseOfTheEnvironment,
  arnsNameWhatExists,
  nothingIsUnused,
  nothingSyncsBeforeWhatItNeeds,
  podsHaveTokensOnlyWithRoles,
  annotatedRolesTrustTheirAccount,
  trustedAccountsHaveTheRole,
  accountsHaveOneRole,
  policiesFitIam,
  taskDefinitionsFitEcs,
  rolesAreBounded,
  managedArgoCdTakesTheApplication,
  managedArgoCdKnowsTheCluster,
  managedArgoCdHoldsTheObjects,
  selectorsSelectPods,
  selectorsHaveNoVersion,
  workloadsSelectOnlyTheirOwnPods,
  servicesLeadToDeclaredPorts,
  probesAskDeclaredPorts,
  portsOfAPodAreDistinct,
  addressedServicesExist,
  configurationsCanBeRead,
  declaredPortsAreThoseThatAreOpened,
  programsOpenPortsOfTheirOwn,
  probesGetAnAnswer,
  localCallsGetAnAnswer,
  scrapedPathsAreServed,
  loadBalancersReachWhatListens,
  portsOfNodesAreDistinct,
  pluginsHaveNamesOfTheirOwn,
  readersKeepTheirPosition,
  linesWaitOnDisk,
  tagsAreRouted,
  parsersAndFunctionsExist,
  everyLogIsReadOnce,
  streamsHaveOneWriter,
  volumesExistAndAreMounted,
  pathsOfNodesAreMade,
  pathsOfNodesAreReadOnlyUnlessWritten,
  temporaryVolumesHaveALimit,
  mountedFilesMayBeRead,
  mountedFilesHaveOnePlace,
  mountsHaveAPlace,
  usersAreWhatTheKubeletStarts,
  claimsMayBeWritten,
  filesThatAreReadExist,
  variablesAreSet,
  writtenPathsAreWritable,
  volumesHoldWhatIsWritten,
  stateOutlivesItsPod,
  podsOutliveTheirGrace,
  podsCarryTheChecksumOfTheirConfiguration,
  podsCarryTheChecksumOfTheirIdentity,
  podsOnFargateCarryTheChecksumOfTheirRouter,
  servicesCarryTheChecksumOfTheirTask,
  imagesAreListedAndExact,
  containersStateTheirResources,
  lastingContainersHaveProbes,
  annotatedPodsAreScraped,
  scrapeJobsFindTheirWorkload,
  podsAreBehindAPolicy,
  policiesAllowWhatPodsConnectTo,
  policiesAllowWhatIsOutside,
  logGroupsAreCreatedAndWritten,
  watchedMetricsAreEmitted,
  emittedMetricsAreRead,
  dashboardsFitCloudWatch,
  rulesAreOnEmittedMetrics,
  readMetricsAreKept,
  keptMetricsAreRead,
  rulesFitTheirWorkspace,
  panelsShowWhatIsCollected,
  panelsAskWhatIsThere,
  graphsLeadToRunbooks,
  fargateRouterConfigurationIsAccepted,
  objectsHaveAWave,
  objectsSayTheirComponent,
  customResourcesMayComeLate,
  syncsAreSafe,
  applicationsAreSafe,
  dataIsKept,
  logGroupsExpire,
  bucketsAreSafe,
  alarmsTellSomebody,
  rolesAreTakenByTheirOwnAlone,
  servicesMayMoveTheData,
  containersAreHardened,
  accountsGiveNoTokens,
  namespacesEnforcePodSecurity,
  kubernetesRolesAreNarrow,
  noSecretIsWrittenDown,
  tlsIsVerified,
  tasksAreHardened,
  tagsNameTheEnvironment,
  applicationsReadTheirOwnFolder,
  projectsAllowWhatIsHere,
  logGroupsOfTheTemplateExist,
  mutedAlarmsExist,
  securityGroupsLetTrafficThrough,
  podsOfNodesDoNotOverlap,
];

/** Everything that is wrong with the objects of one environment, all at once. */
export function check(manifests: readonly Manifest[], given: Given = {}): Problem[] {
  const objects = index(manifests);
  return CHECKS.flatMap((each) => [...each(objects, given)]);
}
