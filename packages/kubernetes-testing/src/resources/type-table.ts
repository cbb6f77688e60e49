/**
 * The built-in types as data: a line per type and, indented, a line per field in the order of the wire.
 * `name*` may be absent even when zero, `name!` is written even when empty; `[]T` is a list and `{}T` a map of T;
 * `@T` embeds the fields of T. `map=` and `set` say how server-side apply merges a list, `merge=` how a strategic
 * merge patch does.
 */
export const typeTable: string = `
core/ConfigMap
 metadata meta/ObjectMeta
 immutable* bool
 data {}string
 binaryData {}bytes
meta/ObjectMeta
 name string
 generateName string
 namespace string
 selfLink string
 uid string
 resourceVersion string
 generation int64
 creationTimestamp time
 deletionTimestamp* time
 deletionGracePeriodSeconds* int64
 labels {}string
 annotations {}string
 ownerReferences []meta/OwnerReference map=uid merge=uid
 finalizers []string set merge
 managedFields []meta/ManagedFieldsEntry
meta/OwnerReference atomic
 apiVersion! string
 kind! string
 name! string
 uid! string
 controller* bool
 blockOwnerDeletion* bool
meta/ManagedFieldsEntry
 manager string
 operation string
 apiVersion string
 time* time
 fieldsType string
 fieldsV1* fields
 subresource string
core/Secret
 metadata meta/ObjectMeta
 immutable* bool
 data {}bytes
 stringData {}string
 type string
core/Pod
 metadata meta/ObjectMeta
 spec core/PodSpec
 status core/PodStatus
core/PodSpec
 volumes []core/Volume map=name merge=name retain
 initContainers []core/Container map=name merge=name
 containers! []core/Container map=name merge=name
 ephemeralContainers []core/EphemeralContainer map=name merge=name
 restartPolicy string
 terminationGracePeriodSeconds* int64
 activeDeadlineSeconds* int64
 dnsPolicy string
 nodeSelector {}string atomic
 serviceAccountName string
 serviceAccount string
 automountServiceAccountToken* bool
 nodeName string
 hostNetwork bool
 hostPID bool
 hostIPC bool
 shareProcessNamespace* bool
 securityContext* core/PodSecurityContext
 imagePullSecrets []core/LocalObjectReference map=name merge=name
 hostname string
 subdomain string
 affinity* core/Affinity
 schedulerName string
 tolerations []core/Toleration
 hostAliases []core/HostAlias map=ip merge=ip
 priorityClassName string
 priority* int32
 dnsConfig* core/PodDNSConfig
 readinessGates []core/PodReadinessGate
 runtimeClassName* string
 enableServiceLinks* bool
 preemptionPolicy* string
 overhead {}quantity
 topologySpreadConstraints []core/TopologySpreadConstraint map=topologyKey,whenUnsatisfiable merge=topologyKey
 setHostnameAsFQDN* bool
 os* core/PodOS
 hostUsers* bool
 schedulingGates []core/PodSchedulingGate map=name merge=name
 resourceClaims []core/PodResourceClaim map=name merge=name retain
 resources* core/ResourceRequirements
 hostnameOverride* string
 schedulingGroup* core/PodSchedulingGroup
 evictionResponders []core/EvictionResponder map=name merge=name
core/Volume
 name! string
@core/VolumeSource
core/VolumeSource
 hostPath* core/HostPathVolumeSource
 emptyDir* core/EmptyDirVolumeSource
 gcePersistentDisk* core/GCEPersistentDiskVolumeSource
 awsElasticBlockStore* core/AWSElasticBlockStoreVolumeSource
 gitRepo* core/GitRepoVolumeSource
 secret* core/SecretVolumeSource
 nfs* core/NFSVolumeSource
 iscsi* core/ISCSIVolumeSource
 glusterfs* core/GlusterfsVolumeSource
 persistentVolumeClaim* core/PersistentVolumeClaimVolumeSource
 rbd* core/RBDVolumeSource
 flexVolume* core/FlexVolumeSource
 cinder* core/CinderVolumeSource
 cephfs* core/CephFSVolumeSource
 flocker* core/FlockerVolumeSource
 downwardAPI* core/DownwardAPIVolumeSource
 fc* core/FCVolumeSource
 azureFile* core/AzureFileVolumeSource
 configMap* core/ConfigMapVolumeSource
 vsphereVolume* core/VsphereVirtualDiskVolumeSource
 quobyte* core/QuobyteVolumeSource
 azureDisk* core/AzureDiskVolumeSource
 photonPersistentDisk* core/PhotonPersistentDiskVolumeSource
 projected* core/ProjectedVolumeSource
 portworxVolume* core/PortworxVolumeSource
 scaleIO* core/ScaleIOVolumeSource
 storageos* core/StorageOSVolumeSource
 csi* core/CSIVolumeSource
 ephemeral* core/EphemeralVolumeSource
 image* core/ImageVolumeSource
core/HostPathVolumeSource
 path! string
 type* string
core/EmptyDirVolumeSource
 medium string
 sizeLimit* quantity
 mode* int32
core/GCEPersistentDiskVolumeSource
 pdName! string
 fsType string
 partition int32
 readOnly bool
core/AWSElasticBlockStoreVolumeSource
 volumeID! string
 fsType string
 partition int32
 readOnly bool
core/GitRepoVolumeSource
 repository! string
 revision string
 directory string
core/SecretVolumeSource
 secretName string
 items []core/KeyToPath
 defaultMode* int32
 optional* bool
 defaultUser* int64
core/KeyToPath
 key! string
 path! string
 mode* int32
 user* int64
core/NFSVolumeSource
 server! string
 path! string
 readOnly bool
core/ISCSIVolumeSource
 targetPortal! string
 iqn! string
 lun! int32
 iscsiInterface string default=default
 fsType string
 readOnly bool
 portals []string
 chapAuthDiscovery bool
 chapAuthSession bool
 secretRef* core/LocalObjectReference
 initiatorName* string
core/LocalObjectReference atomic
 name string default=
core/GlusterfsVolumeSource
 endpoints! string
 path! string
 readOnly bool
core/PersistentVolumeClaimVolumeSource
 claimName! string
 readOnly bool
core/RBDVolumeSource
 monitors! []string
 image! string
 fsType string
 pool string default=rbd
 user string default=admin
 keyring string default=/etc/ceph/keyring
 secretRef* core/LocalObjectReference
 readOnly bool
core/FlexVolumeSource
 driver! string
 fsType string
 secretRef* core/LocalObjectReference
 readOnly bool
 options {}string
core/CinderVolumeSource
 volumeID! string
 fsType string
 readOnly bool
 secretRef* core/LocalObjectReference
core/CephFSVolumeSource
 monitors! []string
 path string
 user string
 secretFile string
 secretRef* core/LocalObjectReference
 readOnly bool
core/FlockerVolumeSource
 datasetName string
 datasetUUID string
core/DownwardAPIVolumeSource
 items []core/DownwardAPIVolumeFile
 defaultMode* int32
 defaultUser* int64
core/DownwardAPIVolumeFile
 path! string
 fieldRef* core/ObjectFieldSelector
 resourceFieldRef* core/ResourceFieldSelector
 mode* int32
 user* int64
core/ObjectFieldSelector atomic
 apiVersion string
 fieldPath! string
core/ResourceFieldSelector atomic
 containerName string
 resource! string
 divisor quantity
core/FCVolumeSource
 targetWWNs []string
 lun* int32
 fsType string
 readOnly bool
 wwids []string
core/AzureFileVolumeSource
 secretName! string
 shareName! string
 readOnly bool
core/ConfigMapVolumeSource
@core/LocalObjectReference
 items []core/KeyToPath
 defaultMode* int32
 optional* bool
 defaultUser* int64
core/VsphereVirtualDiskVolumeSource
 volumePath! string
 fsType string
 storagePolicyName string
 storagePolicyID string
core/QuobyteVolumeSource
 registry! string
 volume! string
 readOnly bool
 user string
 group string
 tenant string
core/AzureDiskVolumeSource
 diskName! string
 diskURI! string
 cachingMode* string default=ref(AzureDataDiskCachingReadWrite)
 fsType* string default=ext4
 readOnly* bool default=false
 kind* string default=ref(AzureSharedBlobDisk)
core/PhotonPersistentDiskVolumeSource
 pdID! string
 fsType string
core/ProjectedVolumeSource
 sources! []core/VolumeProjection
 defaultMode* int32
 defaultUser* int64
core/VolumeProjection
 secret* core/SecretProjection
 downwardAPI* core/DownwardAPIProjection
 configMap* core/ConfigMapProjection
 serviceAccountToken* core/ServiceAccountTokenProjection
 clusterTrustBundle* core/ClusterTrustBundleProjection
 podCertificate* core/PodCertificateProjection
core/SecretProjection
@core/LocalObjectReference
 items []core/KeyToPath
 optional* bool
core/DownwardAPIProjection
 items []core/DownwardAPIVolumeFile
core/ConfigMapProjection
@core/LocalObjectReference
 items []core/KeyToPath
 optional* bool
core/ServiceAccountTokenProjection
 audience string
 expirationSeconds* int64
 path! string
 user* int64
core/ClusterTrustBundleProjection
 name* string
 signerName* string
 labelSelector* meta/LabelSelector
 optional* bool
 path! string
 user* int64
meta/LabelSelector atomic
 matchLabels {}string
 matchExpressions []meta/LabelSelectorRequirement
meta/LabelSelectorRequirement
 key! string
 operator! string
 values []string
core/PodCertificateProjection
 signerName string
 keyType string
 maxExpirationSeconds* int32
 credentialBundlePath string
 keyPath string
 certificateChainPath string
 userAnnotations {}string
 user* int64
core/PortworxVolumeSource
 volumeID! string
 fsType string
 readOnly bool
core/ScaleIOVolumeSource
 gateway! string
 system! string
 secretRef*! core/LocalObjectReference
 sslEnabled bool
 protectionDomain string
 storagePool string
 storageMode string default=ThinProvisioned
 volumeName string
 fsType string default=xfs
 readOnly bool
core/StorageOSVolumeSource
 volumeName string
 volumeNamespace string
 fsType string
 readOnly bool
 secretRef* core/LocalObjectReference
core/CSIVolumeSource
 driver! string
 readOnly* bool
 fsType* string
 volumeAttributes {}string
 nodePublishSecretRef* core/LocalObjectReference
core/EphemeralVolumeSource
 volumeClaimTemplate* core/PersistentVolumeClaimTemplate
core/PersistentVolumeClaimTemplate
 metadata meta/ObjectMeta
 spec! core/PersistentVolumeClaimSpec
core/PersistentVolumeClaimSpec
 accessModes []string
 selector* meta/LabelSelector
 resources core/VolumeResourceRequirements
 volumeName string
 storageClassName* string
 volumeMode* string
 dataSource* core/TypedLocalObjectReference
 dataSourceRef* core/TypedObjectReference
 volumeAttributesClassName* string
core/VolumeResourceRequirements
 limits {}quantity
 requests {}quantity
core/TypedLocalObjectReference atomic
 apiGroup*! string
 kind! string
 name! string
core/TypedObjectReference
 apiGroup*! string
 kind! string
 name! string
 namespace* string
core/ImageVolumeSource
 reference string
 pullPolicy string
core/Container
 name! string
 image string
 command []string
 args []string
 workingDir string
 ports []core/ContainerPort map=containerPort,protocol merge=containerPort
 envFrom []core/EnvFromSource
 env []core/EnvVar map=name merge=name
 resources core/ResourceRequirements
 resizePolicy []core/ContainerResizePolicy
 restartPolicy* string
 restartPolicyRules []core/ContainerRestartRule
 volumeMounts []core/VolumeMount map=mountPath merge=mountPath
 volumeDevices []core/VolumeDevice map=devicePath merge=devicePath
 livenessProbe* core/Probe
 readinessProbe* core/Probe
 startupProbe* core/Probe
 lifecycle* core/Lifecycle
 terminationMessagePath string
 terminationMessagePolicy string
 imagePullPolicy string
 securityContext* core/SecurityContext
 stdin bool
 stdinOnce bool
 tty bool
core/ContainerPort
 name string
 hostPort int32
 containerPort! int32
 protocol string default=TCP
 hostIP string
core/EnvFromSource
 prefix string
 configMapRef* core/ConfigMapEnvSource
 secretRef* core/SecretEnvSource
core/ConfigMapEnvSource
@core/LocalObjectReference
 optional* bool
core/SecretEnvSource
@core/LocalObjectReference
 optional* bool
core/EnvVar
 name! string
 value string
 valueFrom* core/EnvVarSource
core/EnvVarSource
 fieldRef* core/ObjectFieldSelector
 resourceFieldRef* core/ResourceFieldSelector
 configMapKeyRef* core/ConfigMapKeySelector
 secretKeyRef* core/SecretKeySelector
 fileKeyRef* core/FileKeySelector
core/ConfigMapKeySelector atomic
@core/LocalObjectReference
 key! string
 optional* bool
core/SecretKeySelector atomic
@core/LocalObjectReference
 key! string
 optional* bool
core/FileKeySelector atomic
 volumeName! string
 path! string
 key! string
 optional* bool default=false
core/ResourceRequirements
 limits {}quantity
 requests {}quantity
 claims []core/ResourceClaim map=name
core/ResourceClaim
 name! string
 request string
core/ContainerResizePolicy
 resourceName! string
 restartPolicy! string
core/ContainerRestartRule
 action string
 exitCodes* core/ContainerRestartRuleOnExitCodes
core/ContainerRestartRuleOnExitCodes
 operator string
 values []int32 set
core/VolumeMount
 name! string
 readOnly bool
 recursiveReadOnly* string
 mountPath! string
 subPath string
 mountPropagation* string
 subPathExpr string
 bindMountOptions []string set
core/VolumeDevice
 name! string
 devicePath! string
core/Probe
@core/ProbeHandler
 initialDelaySeconds int32
 timeoutSeconds int32
 periodSeconds int32
 successThreshold int32
 failureThreshold int32
 terminationGracePeriodSeconds* int64
core/ProbeHandler
 exec* core/ExecAction
 httpGet* core/HTTPGetAction
 tcpSocket* core/TCPSocketAction
 grpc* core/GRPCAction
core/ExecAction
 command []string
core/HTTPGetAction
 path string
 port! intorstring
 host string
 scheme string
 httpHeaders []core/HTTPHeader
 protocol* string
core/HTTPHeader
 name! string
 value! string
core/TCPSocketAction
 port! intorstring
 host string
core/GRPCAction
 port! int32
 service*! string default=
 mode* string
core/Lifecycle
 postStart* core/LifecycleHandler
 preStop* core/LifecycleHandler
 stopSignal* string
core/LifecycleHandler
 exec* core/ExecAction
 httpGet* core/HTTPGetAction
 tcpSocket* core/TCPSocketAction
 sleep* core/SleepAction
core/SleepAction
 seconds! int64
core/SecurityContext
 capabilities* core/Capabilities
 privileged* bool
 seLinuxOptions* core/SELinuxOptions
 windowsOptions* core/WindowsSecurityContextOptions
 runAsUser* int64
 runAsGroup* int64
 runAsNonRoot* bool
 readOnlyRootFilesystem* bool
 allowPrivilegeEscalation* bool
 procMount* string
 seccompProfile* core/SeccompProfile
 appArmorProfile* core/AppArmorProfile
core/Capabilities
 add []string
 drop []string
core/SELinuxOptions
 user string
 role string
 type string
 level string
core/WindowsSecurityContextOptions
 gmsaCredentialSpecName* string
 gmsaCredentialSpec* string
 runAsUserName* string
 hostProcess* bool
core/SeccompProfile
 type! string
 localhostProfile* string
core/AppArmorProfile
 type! string
 localhostProfile* string
core/EphemeralContainer
@core/EphemeralContainerCommon
 targetContainerName string
core/EphemeralContainerCommon
 name! string
 image string
 command []string
 args []string
 workingDir string
 ports []core/ContainerPort map=containerPort,protocol merge=containerPort
 envFrom []core/EnvFromSource
 env []core/EnvVar map=name merge=name
 resources core/ResourceRequirements
 resizePolicy []core/ContainerResizePolicy
 restartPolicy* string
 restartPolicyRules []core/ContainerRestartRule
 volumeMounts []core/VolumeMount map=mountPath merge=mountPath
 volumeDevices []core/VolumeDevice map=devicePath merge=devicePath
 livenessProbe* core/Probe
 readinessProbe* core/Probe
 startupProbe* core/Probe
 lifecycle* core/Lifecycle
 terminationMessagePath string
 terminationMessagePolicy string
 imagePullPolicy string
 securityContext* core/SecurityContext
 stdin bool
 stdinOnce bool
 tty bool
core/PodSecurityContext
 seLinuxOptions* core/SELinuxOptions
 windowsOptions* core/WindowsSecurityContextOptions
 runAsUser* int64
 runAsGroup* int64
 runAsNonRoot* bool
 supplementalGroups []int64
 supplementalGroupsPolicy* string
 fsGroup* int64
 sysctls []core/Sysctl
 fsGroupChangePolicy* string
 seccompProfile* core/SeccompProfile
 appArmorProfile* core/AppArmorProfile
 seLinuxChangePolicy* string
core/Sysctl
 name! string
 value! string
core/Affinity
 nodeAffinity* core/NodeAffinity
 podAffinity* core/PodAffinity
 podAntiAffinity* core/PodAntiAffinity
core/NodeAffinity
 requiredDuringSchedulingIgnoredDuringExecution* core/NodeSelector
 preferredDuringSchedulingIgnoredDuringExecution []core/PreferredSchedulingTerm
core/NodeSelector atomic
 nodeSelectorTerms! []core/NodeSelectorTerm
core/NodeSelectorTerm atomic
 matchExpressions []core/NodeSelectorRequirement
 matchFields []core/NodeSelectorRequirement
core/NodeSelectorRequirement
 key! string
 operator! string
 values []string
core/PreferredSchedulingTerm
 weight! int32
 preference! core/NodeSelectorTerm
core/PodAffinity
 requiredDuringSchedulingIgnoredDuringExecution []core/PodAffinityTerm
 preferredDuringSchedulingIgnoredDuringExecution []core/WeightedPodAffinityTerm
core/PodAffinityTerm
 labelSelector* meta/LabelSelector
 namespaces []string
 topologyKey! string
 namespaceSelector* meta/LabelSelector
 matchLabelKeys []string
 mismatchLabelKeys []string
core/WeightedPodAffinityTerm
 weight! int32
 podAffinityTerm! core/PodAffinityTerm
core/PodAntiAffinity
 requiredDuringSchedulingIgnoredDuringExecution []core/PodAffinityTerm
 preferredDuringSchedulingIgnoredDuringExecution []core/WeightedPodAffinityTerm
core/Toleration
 key string
 operator string
 value string
 effect string
 tolerationSeconds* int64
core/HostAlias
 ip! string
 hostnames []string
core/PodDNSConfig
 nameservers []string
 searches []string
 options []core/PodDNSConfigOption
core/PodDNSConfigOption
 name string
 value* string
core/PodReadinessGate
 conditionType! string
core/TopologySpreadConstraint
 maxSkew! int32
 topologyKey! string
 whenUnsatisfiable! string
 labelSelector* meta/LabelSelector
 minDomains* int32
 nodeAffinityPolicy* string
 nodeTaintsPolicy* string
 matchLabelKeys []string
core/PodOS
 name! string
core/PodSchedulingGate
 name! string
core/PodResourceClaim
 name! string
 resourceClaimName* string
 resourceClaimTemplateName* string
core/PodSchedulingGroup
 podGroupName* string
core/EvictionResponder atomic
 name! string
 priority*! int32
core/PodStatus
 observedGeneration int64
 phase string
 conditions []core/PodCondition map=type merge=type
 message string
 reason string
 nominatedNodeName string
 hostIP string
 hostIPs []core/HostIP merge=ip
 podIP string
 podIPs []core/PodIP map=ip merge=ip
 startTime* time
 initContainerStatuses []core/ContainerStatus
 containerStatuses []core/ContainerStatus
 qosClass string
 ephemeralContainerStatuses []core/ContainerStatus
 resize string
 resourceClaimStatuses []core/PodResourceClaimStatus map=name merge=name retain
 extendedResourceClaimStatus* core/PodExtendedResourceClaimStatus
 allocatedResources {}quantity
 resources* core/ResourceRequirements
 nodeAllocatableResourceClaimStatuses []core/NodeAllocatableResourceClaimStatus map=resourceClaimName merge=resourceClaimName
 volumeHealth []core/PodVolumeHealth map=name
core/PodCondition
 type! string
 observedGeneration int64
 status! string
 lastProbeTime time
 lastTransitionTime time
 reason string
 message string
core/HostIP
 ip! string
core/PodIP
 ip! string
core/ContainerStatus
 name! string
 state core/ContainerState
 lastState core/ContainerState
 ready! bool
 restartCount! int32
 image! string
 imageID! string
 containerID string
 started* bool
 allocatedResources {}quantity
 resources* core/ResourceRequirements
 volumeMounts []core/VolumeMountStatus map=mountPath merge=mountPath
 user* core/ContainerUser
 allocatedResourcesStatus []core/ResourceStatus map=name merge=name
 stopSignal* string
core/ContainerState
 waiting* core/ContainerStateWaiting
 running* core/ContainerStateRunning
 terminated* core/ContainerStateTerminated
core/ContainerStateWaiting
 reason string
 message string
core/ContainerStateRunning
 startedAt time
core/ContainerStateTerminated
 exitCode! int32
 signal int32
 reason string
 message string
 startedAt time
 finishedAt time
 containerID string
core/VolumeMountStatus
 name! string
 mountPath! string
 readOnly bool
 recursiveReadOnly* string
 volumeStatus* core/VolumeStatus
core/VolumeStatus
 image* core/ImageVolumeStatus
core/ImageVolumeStatus
 imageRef string
core/ContainerUser
 linux* core/LinuxContainerUser
core/LinuxContainerUser
 uid! int64
 gid! int64
 supplementalGroups []int64
core/ResourceStatus
 name! string
 resources []core/ResourceHealth map=resourceID
core/ResourceHealth
 resourceID! string
 health string
 message* string
core/PodResourceClaimStatus
 name! string
 resourceClaimName* string
core/PodExtendedResourceClaimStatus
 requestMappings! []core/ContainerExtendedResourceRequest
 resourceClaimName! string
core/ContainerExtendedResourceRequest
 containerName! string
 resourceName! string
 requestName! string
core/NodeAllocatableResourceClaimStatus
 resourceClaimName! string
 containers []string set
 mapping []core/NodeAllocatableMappedResources map=name merge=name
 overhead []core/NodeAllocatableOverheadResources map=name merge=name
core/NodeAllocatableMappedResources
 name! string
 quantity*! quantity
core/NodeAllocatableOverheadResources
 name! string
 perPod* quantity
 perContainer* quantity
core/PodVolumeHealth
 name! string
 healthConditions []core/VolumeHealthCondition map=status,reason merge=status
 lastTransitionTime time
core/VolumeHealthCondition
 status! string
 reason! string
 message string
core/Service
 metadata meta/ObjectMeta
 spec core/ServiceSpec
 status core/ServiceStatus
core/ServiceSpec
 ports []core/ServicePort map=port,protocol merge=port
 selector {}string atomic
 clusterIP string
 clusterIPs []string
 type string
 externalIPs []string
 sessionAffinity string
 loadBalancerIP string
 loadBalancerSourceRanges []string
 externalName string
 externalTrafficPolicy string
 healthCheckNodePort int32
 publishNotReadyAddresses bool
 sessionAffinityConfig* core/SessionAffinityConfig
 ipFamilies []string
 ipFamilyPolicy* string
 allocateLoadBalancerNodePorts* bool
 loadBalancerClass* string
 internalTrafficPolicy* string
 trafficDistribution* string
core/ServicePort
 name string
 protocol string default=TCP
 appProtocol* string
 port! int32
 targetPort intorstring
 nodePort int32
core/SessionAffinityConfig
 clientIP* core/ClientIPConfig
core/ClientIPConfig
 timeoutSeconds* int32
core/ServiceStatus
 loadBalancer core/LoadBalancerStatus
 conditions []meta/Condition map=type merge=type
core/LoadBalancerStatus
 ingress []core/LoadBalancerIngress
core/LoadBalancerIngress
 ip string
 hostname string
 ipMode* string
 ports []core/PortStatus
core/PortStatus
 port! int32
 protocol! string
 error* string
meta/Condition
 type! string
 status! string
 observedGeneration int64
 lastTransitionTime! time
 reason! string
 message! string
core/Event
 metadata! meta/ObjectMeta
 involvedObject! core/ObjectReference
 reason string
 message string
 source core/EventSource
 firstTimestamp time
 lastTimestamp time
 count int32
 type string
 eventTime microtime
 series* core/EventSeries
 action string
 related* core/ObjectReference
 reportingComponent! string
 reportingInstance! string
core/ObjectReference atomic
 kind string
 namespace string
 name string
 uid string
 apiVersion string
 resourceVersion string
 fieldPath string
core/EventSource
 component string
 host string
core/EventSeries
 count int32
 lastObservedTime microtime
core/Namespace
 metadata meta/ObjectMeta
 spec core/NamespaceSpec
 status core/NamespaceStatus
core/NamespaceSpec
 finalizers []string
core/NamespaceStatus
 phase string
 conditions []core/NamespaceCondition map=type merge=type
core/NamespaceCondition
 type! string
 status! string
 lastTransitionTime time
 reason string
 message string
core/Node
 metadata meta/ObjectMeta
 spec core/NodeSpec
 status core/NodeStatus
core/NodeSpec
 podCIDR string
 podCIDRs []string set merge
 providerID string
 unschedulable bool
 taints []core/Taint
 configSource* core/NodeConfigSource
 externalID string
 podPreemptionPolicy* core/NodePodPreemptionPolicy
core/Taint
 key! string
 value string
 effect! string
 timeAdded* time
core/NodeConfigSource
 configMap* core/ConfigMapNodeConfigSource
core/ConfigMapNodeConfigSource
 namespace! string
 name! string
 uid string
 resourceVersion string
 kubeletConfigKey! string
core/NodePodPreemptionPolicy
 disableResizePreemption []string set
core/NodeStatus
 capacity {}quantity
 allocatable {}quantity
 phase string
 conditions []core/NodeCondition map=type merge=type
 addresses []core/NodeAddress map=type merge=type
 daemonEndpoints core/NodeDaemonEndpoints
 nodeInfo core/NodeSystemInfo
 images []core/ContainerImage
 volumesInUse []string
 volumesAttached []core/AttachedVolume
 config* core/NodeConfigStatus
 runtimeHandlers []core/NodeRuntimeHandler
 features* core/NodeFeatures
 declaredFeatures []string
core/NodeCondition
 type! string
 status! string
 lastHeartbeatTime time
 lastTransitionTime time
 reason string
 message string
core/NodeAddress
 type! string
 address! string
core/NodeDaemonEndpoints
 kubeletEndpoint core/DaemonEndpoint
core/DaemonEndpoint
 Port! int32
core/NodeSystemInfo
 machineID! string
 systemUUID! string
 bootID! string
 kernelVersion! string
 osImage! string
 containerRuntimeVersion! string
 kubeletVersion! string
 kubeProxyVersion! string
 operatingSystem! string
 architecture! string
 swap* core/NodeSwapStatus
core/NodeSwapStatus
 capacity* int64
core/ContainerImage
 names! []string
 sizeBytes int64
core/AttachedVolume
 name! string
 devicePath! string
core/NodeConfigStatus
 assigned* core/NodeConfigSource
 active* core/NodeConfigSource
 lastKnownGood* core/NodeConfigSource
 error string
core/NodeRuntimeHandler
 name! string
 features* core/NodeRuntimeHandlerFeatures
core/NodeRuntimeHandlerFeatures
 recursiveReadOnlyMounts* bool
 userNamespaces* bool
core/NodeFeatures
 supplementalGroupsPolicy* bool
core/Endpoints
 metadata meta/ObjectMeta
 subsets []core/EndpointSubset
core/EndpointSubset
 addresses []core/EndpointAddress
 notReadyAddresses []core/EndpointAddress
 ports []core/EndpointPort
core/EndpointAddress atomic
 ip! string
 hostname string
 nodeName* string
 targetRef* core/ObjectReference
core/EndpointPort atomic
 name string
 port! int32
 protocol string
 appProtocol* string
core/ServiceAccount
 metadata meta/ObjectMeta
 secrets []core/ObjectReference map=name merge=name
 imagePullSecrets []core/LocalObjectReference
 automountServiceAccountToken* bool
core/PersistentVolume
 metadata meta/ObjectMeta
 spec core/PersistentVolumeSpec
 status core/PersistentVolumeStatus
core/PersistentVolumeSpec
 capacity {}quantity
@core/PersistentVolumeSource
 accessModes []string
 claimRef* core/ObjectReference
 persistentVolumeReclaimPolicy string
 storageClassName string
 mountOptions []string
 volumeMode* string
 nodeAffinity* core/VolumeNodeAffinity
 volumeAttributesClassName* string
core/PersistentVolumeSource
 gcePersistentDisk* core/GCEPersistentDiskVolumeSource
 awsElasticBlockStore* core/AWSElasticBlockStoreVolumeSource
 hostPath* core/HostPathVolumeSource
 glusterfs* core/GlusterfsPersistentVolumeSource
 nfs* core/NFSVolumeSource
 rbd* core/RBDPersistentVolumeSource
 iscsi* core/ISCSIPersistentVolumeSource
 cinder* core/CinderPersistentVolumeSource
 cephfs* core/CephFSPersistentVolumeSource
 fc* core/FCVolumeSource
 flocker* core/FlockerVolumeSource
 flexVolume* core/FlexPersistentVolumeSource
 azureFile* core/AzureFilePersistentVolumeSource
 vsphereVolume* core/VsphereVirtualDiskVolumeSource
 quobyte* core/QuobyteVolumeSource
 azureDisk* core/AzureDiskVolumeSource
 photonPersistentDisk* core/PhotonPersistentDiskVolumeSource
 portworxVolume* core/PortworxVolumeSource
 scaleIO* core/ScaleIOPersistentVolumeSource
 local* core/LocalVolumeSource
 storageos* core/StorageOSPersistentVolumeSource
 csi* core/CSIPersistentVolumeSource
core/GlusterfsPersistentVolumeSource
 endpoints! string
 path! string
 readOnly bool
 endpointsNamespace* string
core/RBDPersistentVolumeSource
 monitors! []string
 image! string
 fsType string
 pool string default=rbd
 user string default=admin
 keyring string default=/etc/ceph/keyring
 secretRef* core/SecretReference
 readOnly bool
core/SecretReference atomic
 name string
 namespace string
core/ISCSIPersistentVolumeSource
 targetPortal! string
 iqn! string
 lun! int32
 iscsiInterface string default=default
 fsType string
 readOnly bool
 portals []string
 chapAuthDiscovery bool
 chapAuthSession bool
 secretRef* core/SecretReference
 initiatorName* string
core/CinderPersistentVolumeSource
 volumeID! string
 fsType string
 readOnly bool
 secretRef* core/SecretReference
core/CephFSPersistentVolumeSource
 monitors! []string
 path string
 user string
 secretFile string
 secretRef* core/SecretReference
 readOnly bool
core/FlexPersistentVolumeSource
 driver! string
 fsType string
 secretRef* core/SecretReference
 readOnly bool
 options {}string
core/AzureFilePersistentVolumeSource
 secretName! string
 shareName! string
 readOnly bool
 secretNamespace*! string
core/ScaleIOPersistentVolumeSource
 gateway! string
 system! string
 secretRef*! core/SecretReference
 sslEnabled bool
 protectionDomain string
 storagePool string
 storageMode string default=ThinProvisioned
 volumeName string
 fsType string default=xfs
 readOnly bool
core/LocalVolumeSource
 path! string
 fsType* string
core/StorageOSPersistentVolumeSource
 volumeName string
 volumeNamespace string
 fsType string
 readOnly bool
 secretRef* core/ObjectReference
core/CSIPersistentVolumeSource
 driver! string
 volumeHandle! string
 readOnly bool
 fsType string
 volumeAttributes {}string
 controllerPublishSecretRef* core/SecretReference
 nodeStageSecretRef* core/SecretReference
 nodePublishSecretRef* core/SecretReference
 controllerExpandSecretRef* core/SecretReference
 nodeExpandSecretRef* core/SecretReference
core/VolumeNodeAffinity
 required* core/NodeSelector
core/PersistentVolumeStatus
 phase string
 message string
 reason string
 lastPhaseTransitionTime* time
core/PersistentVolumeClaim
 metadata meta/ObjectMeta
 spec core/PersistentVolumeClaimSpec
 status core/PersistentVolumeClaimStatus
core/PersistentVolumeClaimStatus
 phase string
 accessModes []string
 capacity {}quantity
 conditions []core/PersistentVolumeClaimCondition map=type merge=type
 allocatedResources {}quantity
 allocatedResourceStatuses {}string
 currentVolumeAttributesClassName* string
 modifyVolumeStatus* core/ModifyVolumeStatus
 healthStatus* core/VolumeHealthStatus
core/PersistentVolumeClaimCondition
 type! string
 status! string
 lastProbeTime time
 lastTransitionTime time
 reason string
 message string
core/ModifyVolumeStatus
 targetVolumeAttributesClassName string
 status! string
core/VolumeHealthStatus
 healthConditions []core/VolumeHealthCondition map=status,reason merge=status
 lastTransitionTime time
core/ReplicationController
 metadata meta/ObjectMeta
 spec core/ReplicationControllerSpec
 status core/ReplicationControllerStatus
core/ReplicationControllerSpec
 replicas* int32 default=1
 minReadySeconds int32 default=0
 selector {}string atomic
 template* core/PodTemplateSpec
core/PodTemplateSpec
 metadata meta/ObjectMeta
 spec core/PodSpec
core/ReplicationControllerStatus
 replicas! int32
 fullyLabeledReplicas int32
 readyReplicas int32
 availableReplicas int32
 observedGeneration int64
 conditions []core/ReplicationControllerCondition map=type merge=type
core/ReplicationControllerCondition
 type! string
 status! string
 lastTransitionTime time
 reason string
 message string
core/ResourceQuota
 metadata meta/ObjectMeta
 spec core/ResourceQuotaSpec
 status core/ResourceQuotaStatus
core/ResourceQuotaSpec
 hard {}quantity
 scopes []string
 scopeSelector* core/ScopeSelector
core/ScopeSelector atomic
 matchExpressions []core/ScopedResourceSelectorRequirement
core/ScopedResourceSelectorRequirement
 scopeName! string
 operator! string
 values []string
core/ResourceQuotaStatus
 hard {}quantity
 used {}quantity
core/LimitRange
 metadata meta/ObjectMeta
 spec core/LimitRangeSpec
core/LimitRangeSpec
 limits! []core/LimitRangeItem
core/LimitRangeItem
 type! string
 max {}quantity
 min {}quantity
 default {}quantity
 defaultRequest {}quantity
 maxLimitRequestRatio {}quantity
core/PodTemplate
 metadata meta/ObjectMeta
 template core/PodTemplateSpec
core/Binding
 metadata meta/ObjectMeta
 target! core/ObjectReference
apps/Deployment
 metadata meta/ObjectMeta
 spec apps/DeploymentSpec
 status apps/DeploymentStatus
apps/DeploymentSpec
 replicas* int32
 selector*! meta/LabelSelector
 template! core/PodTemplateSpec
 strategy apps/DeploymentStrategy retain
 minReadySeconds int32
 revisionHistoryLimit* int32
 paused bool
 progressDeadlineSeconds* int32
apps/DeploymentStrategy
 type string
 rollingUpdate* apps/RollingUpdateDeployment
apps/RollingUpdateDeployment
 maxUnavailable* intorstring
 maxSurge* intorstring
apps/DeploymentStatus
 observedGeneration int64
 replicas int32
 updatedReplicas int32
 readyReplicas int32
 availableReplicas int32
 unavailableReplicas int32
 terminatingReplicas* int32
 conditions []apps/DeploymentCondition map=type merge=type
 collisionCount* int32
apps/DeploymentCondition
 type! string
 status! string
 lastUpdateTime time
 lastTransitionTime time
 reason string
 message string
apps/ReplicaSet
 metadata meta/ObjectMeta
 spec apps/ReplicaSetSpec
 status apps/ReplicaSetStatus
apps/ReplicaSetSpec
 replicas* int32
 minReadySeconds int32
 selector*! meta/LabelSelector
 template core/PodTemplateSpec
apps/ReplicaSetStatus
 replicas! int32
 fullyLabeledReplicas int32
 readyReplicas int32
 availableReplicas int32
 terminatingReplicas* int32
 observedGeneration int64
 conditions []apps/ReplicaSetCondition map=type merge=type
apps/ReplicaSetCondition
 type! string
 status! string
 lastTransitionTime time
 reason string
 message string
apps/StatefulSet
 metadata meta/ObjectMeta
 spec apps/StatefulSetSpec
 status apps/StatefulSetStatus
apps/StatefulSetSpec
 replicas* int32
 selector*! meta/LabelSelector
 template! core/PodTemplateSpec
 volumeClaimTemplates []core/PersistentVolumeClaim
 serviceName! string
 podManagementPolicy string
 updateStrategy apps/StatefulSetUpdateStrategy
 revisionHistoryLimit* int32
 minReadySeconds int32
 persistentVolumeClaimRetentionPolicy* apps/StatefulSetPersistentVolumeClaimRetentionPolicy
 ordinals* apps/StatefulSetOrdinals
apps/StatefulSetUpdateStrategy
 type string
 rollingUpdate* apps/RollingUpdateStatefulSetStrategy
apps/RollingUpdateStatefulSetStrategy
 partition* int32
 maxUnavailable* intorstring
apps/StatefulSetPersistentVolumeClaimRetentionPolicy
 whenDeleted string
 whenScaled string
apps/StatefulSetOrdinals
 start! int32
apps/StatefulSetStatus
 observedGeneration int64
 replicas! int32
 readyReplicas int32
 currentReplicas int32
 updatedReplicas int32
 currentRevision string
 updateRevision string
 collisionCount* int32
 conditions []apps/StatefulSetCondition map=type merge=type
 availableReplicas! int32
apps/StatefulSetCondition
 type! string
 status! string
 lastTransitionTime time
 reason string
 message string
apps/DaemonSet
 metadata meta/ObjectMeta
 spec apps/DaemonSetSpec
 status apps/DaemonSetStatus
apps/DaemonSetSpec
 selector*! meta/LabelSelector
 template! core/PodTemplateSpec
 updateStrategy apps/DaemonSetUpdateStrategy
 minReadySeconds int32
 revisionHistoryLimit* int32
apps/DaemonSetUpdateStrategy
 type string
 rollingUpdate* apps/RollingUpdateDaemonSet
apps/RollingUpdateDaemonSet
 maxUnavailable* intorstring
 maxSurge* intorstring
apps/DaemonSetStatus
 currentNumberScheduled! int32
 numberMisscheduled! int32
 desiredNumberScheduled! int32
 numberReady! int32
 observedGeneration int64
 updatedNumberScheduled int32
 numberAvailable int32
 numberUnavailable int32
 collisionCount* int32
 conditions []apps/DaemonSetCondition map=type merge=type
apps/DaemonSetCondition
 type! string
 status! string
 lastTransitionTime time
 reason string
 message string
apps/ControllerRevision
 metadata meta/ObjectMeta
 data! raw
 revision! int64
batch/Job
 metadata meta/ObjectMeta
 spec batch/JobSpec
 status batch/JobStatus
batch/JobSpec
 parallelism* int32
 completions* int32
 activeDeadlineSeconds* int64
 podFailurePolicy* batch/PodFailurePolicy
 successPolicy* batch/SuccessPolicy
 backoffLimit* int32
 backoffLimitPerIndex* int32
 maxFailedIndexes* int32
 selector* meta/LabelSelector
 manualSelector* bool
 template! core/PodTemplateSpec
 ttlSecondsAfterFinished* int32
 completionMode* string
 suspend* bool
 podReplacementPolicy* string
 managedBy* string
 scheduling* batch/JobSchedulingConfiguration
batch/PodFailurePolicy
 rules! []batch/PodFailurePolicyRule
batch/PodFailurePolicyRule
 action! string
 onExitCodes* batch/PodFailurePolicyOnExitCodesRequirement
 onPodConditions []batch/PodFailurePolicyOnPodConditionsPattern
batch/PodFailurePolicyOnExitCodesRequirement
 containerName* string
 operator! string
 values! []int32 set
batch/PodFailurePolicyOnPodConditionsPattern
 type! string
 status! string
batch/SuccessPolicy
 rules! []batch/SuccessPolicyRule
batch/SuccessPolicyRule
 succeededIndexes* string
 succeededCount* int32
batch/JobSchedulingConfiguration
 schedulingPolicy* raw
 schedulingConstraints* raw
 disruptionMode* raw
 resourceClaims []raw map=name merge=name
batch/JobStatus
 conditions []batch/JobCondition merge=type
 startTime* time
 completionTime* time
 active int32
 succeeded int32
 failed int32
 terminating* int32
 completedIndexes string
 failedIndexes* string
 uncountedTerminatedPods* batch/UncountedTerminatedPods
 ready* int32
batch/JobCondition
 type! string
 status! string
 lastProbeTime time
 lastTransitionTime time
 reason string
 message string
batch/UncountedTerminatedPods
 succeeded []string set
 failed []string set
batch/CronJob
 metadata meta/ObjectMeta
 spec batch/CronJobSpec
 status batch/CronJobStatus
batch/CronJobSpec
 schedule! string
 timeZone* string
 startingDeadlineSeconds* int64
 concurrencyPolicy string
 suspend* bool
 jobTemplate! batch/JobTemplateSpec
 successfulJobsHistoryLimit* int32
 failedJobsHistoryLimit* int32
batch/JobTemplateSpec
 metadata meta/ObjectMeta
 spec batch/JobSpec
batch/CronJobStatus
 active []core/ObjectReference
 lastScheduleTime* time
 lastSuccessfulTime* time
coordination/Lease
 metadata meta/ObjectMeta
 spec coordination/LeaseSpec
coordination/LeaseSpec
 holderIdentity* string
 leaseDurationSeconds* int32
 acquireTime* microtime
 renewTime* microtime
 leaseTransitions* int32
 strategy* string
 preferredHolder* string
events/Event
 metadata! meta/ObjectMeta
 eventTime! microtime
 series* events/EventSeries
 reportingController string
 reportingInstance string
 action string
 reason string
 regarding core/ObjectReference
 related* core/ObjectReference
 note string
 type string
 deprecatedSource core/EventSource
 deprecatedFirstTimestamp time
 deprecatedLastTimestamp time
 deprecatedCount int32
events/EventSeries
 count! int32
 lastObservedTime! microtime
rbac/Role
 metadata meta/ObjectMeta
 rules! []rbac/PolicyRule
rbac/PolicyRule
 verbs! []string
 apiGroups []string
 resources []string
 resourceNames []string
 nonResourceURLs []string
rbac/RoleBinding
 metadata meta/ObjectMeta
 subjects []rbac/Subject
 roleRef! rbac/RoleRef
rbac/Subject atomic
 kind! string
 apiGroup string
 name! string
 namespace string
rbac/RoleRef atomic
 apiGroup! string
 kind! string
 name! string
rbac/ClusterRole
 metadata meta/ObjectMeta
 rules! []rbac/PolicyRule
 aggregationRule* rbac/AggregationRule
rbac/AggregationRule
 clusterRoleSelectors []meta/LabelSelector
rbac/ClusterRoleBinding
 metadata meta/ObjectMeta
 subjects []rbac/Subject
 roleRef! rbac/RoleRef
autoscaling/Scale
 metadata meta/ObjectMeta
 spec autoscaling/ScaleSpec
 status autoscaling/ScaleStatus
autoscaling/ScaleSpec
 replicas int32 default=0
autoscaling/ScaleStatus
 replicas! int32
 selector string
autoscaling/HorizontalPodAutoscaler
 metadata meta/ObjectMeta
 spec autoscaling/HorizontalPodAutoscalerSpec
 status autoscaling/HorizontalPodAutoscalerStatus
autoscaling/HorizontalPodAutoscalerSpec
 scaleTargetRef! autoscaling/CrossVersionObjectReference
 minReplicas* int32
 maxReplicas! int32
 targetCPUUtilizationPercentage* int32
autoscaling/CrossVersionObjectReference atomic
 kind! string
 name! string
 apiVersion string
autoscaling/HorizontalPodAutoscalerStatus
 observedGeneration* int64
 lastScaleTime* time
 currentReplicas! int32
 desiredReplicas! int32
 currentCPUUtilizationPercentage* int32
networking/Ingress
 metadata meta/ObjectMeta
 spec networking/IngressSpec
 status networking/IngressStatus
networking/IngressSpec
 ingressClassName* string
 defaultBackend* networking/IngressBackend
 tls []networking/IngressTLS
 rules []networking/IngressRule
networking/IngressBackend
 service* networking/IngressServiceBackend
 resource* core/TypedLocalObjectReference
networking/IngressServiceBackend
 name! string
 port networking/ServiceBackendPort
networking/ServiceBackendPort atomic
 name string
 number int32
networking/IngressTLS
 hosts []string
 secretName string
networking/IngressRule
 host string
@networking/IngressRuleValue
networking/IngressRuleValue
 http* networking/HTTPIngressRuleValue
networking/HTTPIngressRuleValue
 paths! []networking/HTTPIngressPath
networking/HTTPIngressPath
 path string
 pathType*! string
 backend! networking/IngressBackend
networking/IngressStatus
 loadBalancer networking/IngressLoadBalancerStatus
networking/IngressLoadBalancerStatus
 ingress []networking/IngressLoadBalancerIngress
networking/IngressLoadBalancerIngress
 ip string
 hostname string
 ports []networking/IngressPortStatus
networking/IngressPortStatus
 port! int32
 protocol! string
 error* string
networking/IngressClass
 metadata meta/ObjectMeta
 spec networking/IngressClassSpec
networking/IngressClassSpec
 controller string
 parameters* networking/IngressClassParametersReference
networking/IngressClassParametersReference
 apiGroup* string
 kind! string
 name! string
 scope*! string
 namespace* string
networking/NetworkPolicy
 metadata meta/ObjectMeta
 spec networking/NetworkPolicySpec
networking/NetworkPolicySpec
 podSelector! meta/LabelSelector
 ingress []networking/NetworkPolicyIngressRule
 egress []networking/NetworkPolicyEgressRule
 policyTypes []string
networking/NetworkPolicyIngressRule
 ports []networking/NetworkPolicyPort
 from []networking/NetworkPolicyPeer
networking/NetworkPolicyPort
 protocol* string
 port* intorstring
 endPort* int32
networking/NetworkPolicyPeer
 podSelector* meta/LabelSelector
 namespaceSelector* meta/LabelSelector
 ipBlock* networking/IPBlock
networking/IPBlock
 cidr! string
 except []string
networking/NetworkPolicyEgressRule
 ports []networking/NetworkPolicyPort
 to []networking/NetworkPolicyPeer
policy/PodDisruptionBudget
 metadata meta/ObjectMeta
 spec policy/PodDisruptionBudgetSpec
 status policy/PodDisruptionBudgetStatus
policy/PodDisruptionBudgetSpec
 minAvailable* intorstring
 selector* meta/LabelSelector
 maxUnavailable* intorstring
 unhealthyPodEvictionPolicy* string
policy/PodDisruptionBudgetStatus
 observedGeneration int64
 disruptedPods {}time
 disruptionsAllowed! int32
 currentHealthy! int32
 desiredHealthy! int32
 expectedPods! int32
 conditions []meta/Condition map=type merge=type
policy/Eviction
 metadata meta/ObjectMeta
 deleteOptions* meta/DeleteOptions
meta/DeleteOptions
 gracePeriodSeconds* int64
 preconditions* meta/Preconditions
 orphanDependents* bool
 propagationPolicy* string
 dryRun []string
 ignoreStoreReadErrorWithClusterBreakingPotential* bool
meta/TypeMeta
 kind string
 apiVersion string
meta/Preconditions
 uid* string
 resourceVersion* string
discovery/EndpointSlice
 metadata meta/ObjectMeta
 addressType! string
 endpoints! []discovery/Endpoint
 ports! []discovery/EndpointPort
discovery/Endpoint
 addresses! []string set
 conditions discovery/EndpointConditions
 hostname* string
 targetRef* core/ObjectReference
 deprecatedTopology {}string
 nodeName* string
 zone* string
 hints* discovery/EndpointHints
discovery/EndpointConditions
 ready* bool
 serving* bool
 terminating* bool
discovery/EndpointHints
 forZones []discovery/ForZone
 forNodes []discovery/ForNode
discovery/ForZone
 name! string
discovery/ForNode
 name! string
discovery/EndpointPort atomic
 name* string
 protocol* string
 port* int32
 appProtocol* string
meta/ListMeta
 selfLink string
 resourceVersion string
 continue string
 remainingItemCount* int64
 shardInfo* meta/ShardInfo
meta/ShardInfo
 selector! string
apiextensions/CustomResourceDefinition
 metadata meta/ObjectMeta
 spec! apiextensions/CustomResourceDefinitionSpec
 status apiextensions/CustomResourceDefinitionStatus
apiextensions/CustomResourceDefinitionSpec
 group! string
 names! apiextensions/CustomResourceDefinitionNames
 scope! string
 versions! []apiextensions/CustomResourceDefinitionVersion
 conversion* apiextensions/CustomResourceConversion
 preserveUnknownFields bool
apiextensions/CustomResourceDefinitionNames
 plural! string
 singular string
 shortNames []string
 kind! string
 listKind string
 categories []string
apiextensions/CustomResourceDefinitionVersion
 name! string
 served! bool
 storage! bool
 deprecated bool
 deprecationWarning* string
 schema* apiextensions/CustomResourceValidation
 subresources* apiextensions/CustomResourceSubresources
 additionalPrinterColumns []apiextensions/CustomResourceColumnDefinition
 selectableFields []apiextensions/SelectableField
apiextensions/CustomResourceValidation
 openAPIV3Schema* raw
apiextensions/CustomResourceSubresources
 status* apiextensions/CustomResourceSubresourceStatus
 scale* apiextensions/CustomResourceSubresourceScale
apiextensions/CustomResourceSubresourceStatus
apiextensions/CustomResourceSubresourceScale
 specReplicasPath! string
 statusReplicasPath! string
 labelSelectorPath* string
apiextensions/CustomResourceColumnDefinition
 name! string
 type! string
 format string
 description string
 priority int32
 jsonPath! string
apiextensions/SelectableField
 jsonPath! string
apiextensions/CustomResourceConversion
 strategy! string
 webhook* raw
apiextensions/CustomResourceDefinitionStatus
 observedGeneration int64
 conditions! []apiextensions/CustomResourceDefinitionCondition map=type
 acceptedNames! apiextensions/CustomResourceDefinitionNames
 storedVersions! []string
apiextensions/CustomResourceDefinitionCondition
 type! string
 status! string
 observedGeneration int64
 lastTransitionTime time
 reason string
 message string
`;
