/**
 * The built-in types as data: a line per type and, indented, a line per field in the order of the wire.
 * `name*` may be absent even when zero, `name!` is written even when empty; `[]T` is a list and `{}T` a map of T;
 * `@T` embeds the fields of T; `#1` is the number of the field in protobuf, and `omitzero` leaves a zero time out.
 * `map=` and `set` say how server-side apply merges a list, `merge=` how a strategic merge patch does.
 */
export const typeTable: string = `
core/ConfigMap
 metadata#1 meta/ObjectMeta
 immutable*#4 bool
 data#2 {}string
 binaryData#3 {}bytes
meta/ObjectMeta
 name#1 string
 generateName#2 string
 namespace#3 string
 selfLink#4 string
 uid#5 string
 resourceVersion#6 string
 generation#7 int64
 creationTimestamp#8 time omitzero
 deletionTimestamp*#9 time
 deletionGracePeriodSeconds*#10 int64
 labels#11 {}string
 annotations#12 {}string
 ownerReferences#13 []meta/OwnerReference map=uid merge=uid
 finalizers#14 []string set merge
 managedFields#17 []meta/ManagedFieldsEntry
meta/OwnerReference atomic
 apiVersion!#5 string
 kind!#1 string
 name!#3 string
 uid!#4 string
 controller*#6 bool
 blockOwnerDeletion*#7 bool
meta/ManagedFieldsEntry
 manager#1 string
 operation#2 string
 apiVersion#3 string
 time*#4 time
 fieldsType#6 string
 fieldsV1*#7 fields
 subresource#8 string
core/Secret
 metadata#1 meta/ObjectMeta
 immutable*#5 bool
 data#2 {}bytes
 stringData#4 {}string
 type#3 string
core/Pod
 metadata#1 meta/ObjectMeta
 spec#2 core/PodSpec
 status#3 core/PodStatus
core/PodSpec
 volumes#1 []core/Volume map=name merge=name retain
 initContainers#20 []core/Container map=name merge=name
 containers!#2 []core/Container map=name merge=name
 ephemeralContainers#34 []core/EphemeralContainer map=name merge=name
 restartPolicy#3 string
 terminationGracePeriodSeconds*#4 int64
 activeDeadlineSeconds*#5 int64
 dnsPolicy#6 string
 nodeSelector#7 {}string atomic
 serviceAccountName#8 string
 serviceAccount#9 string
 automountServiceAccountToken*#21 bool
 nodeName#10 string
 hostNetwork#11 bool
 hostPID#12 bool
 hostIPC#13 bool
 shareProcessNamespace*#27 bool
 securityContext*#14 core/PodSecurityContext
 imagePullSecrets#15 []core/LocalObjectReference map=name merge=name
 hostname#16 string
 subdomain#17 string
 affinity*#18 core/Affinity
 schedulerName#19 string
 tolerations#22 []core/Toleration
 hostAliases#23 []core/HostAlias map=ip merge=ip
 priorityClassName#24 string
 priority*#25 int32
 dnsConfig*#26 core/PodDNSConfig
 readinessGates#28 []core/PodReadinessGate
 runtimeClassName*#29 string
 enableServiceLinks*#30 bool
 preemptionPolicy*#31 string
 overhead#32 {}quantity
 topologySpreadConstraints#33 []core/TopologySpreadConstraint map=topologyKey,whenUnsatisfiable merge=topologyKey
 setHostnameAsFQDN*#35 bool
 os*#36 core/PodOS
 hostUsers*#37 bool
 schedulingGates#38 []core/PodSchedulingGate map=name merge=name
 resourceClaims#39 []core/PodResourceClaim map=name merge=name retain
 resources*#40 core/ResourceRequirements
 hostnameOverride*#41 string
 schedulingGroup*#43 core/PodSchedulingGroup
 evictionResponders#44 []core/EvictionResponder map=name merge=name
core/Volume
 name!#1 string
@core/VolumeSource #2
core/VolumeSource
 hostPath*#1 core/HostPathVolumeSource
 emptyDir*#2 core/EmptyDirVolumeSource
 gcePersistentDisk*#3 core/GCEPersistentDiskVolumeSource
 awsElasticBlockStore*#4 core/AWSElasticBlockStoreVolumeSource
 gitRepo*#5 core/GitRepoVolumeSource
 secret*#6 core/SecretVolumeSource
 nfs*#7 core/NFSVolumeSource
 iscsi*#8 core/ISCSIVolumeSource
 glusterfs*#9 core/GlusterfsVolumeSource
 persistentVolumeClaim*#10 core/PersistentVolumeClaimVolumeSource
 rbd*#11 core/RBDVolumeSource
 flexVolume*#12 core/FlexVolumeSource
 cinder*#13 core/CinderVolumeSource
 cephfs*#14 core/CephFSVolumeSource
 flocker*#15 core/FlockerVolumeSource
 downwardAPI*#16 core/DownwardAPIVolumeSource
 fc*#17 core/FCVolumeSource
 azureFile*#18 core/AzureFileVolumeSource
 configMap*#19 core/ConfigMapVolumeSource
 vsphereVolume*#20 core/VsphereVirtualDiskVolumeSource
 quobyte*#21 core/QuobyteVolumeSource
 azureDisk*#22 core/AzureDiskVolumeSource
 photonPersistentDisk*#23 core/PhotonPersistentDiskVolumeSource
 projected*#26 core/ProjectedVolumeSource
 portworxVolume*#24 core/PortworxVolumeSource
 scaleIO*#25 core/ScaleIOVolumeSource
 storageos*#27 core/StorageOSVolumeSource
 csi*#28 core/CSIVolumeSource
 ephemeral*#29 core/EphemeralVolumeSource
 image*#30 core/ImageVolumeSource
core/HostPathVolumeSource
 path!#1 string
 type*#2 string
core/EmptyDirVolumeSource
 medium#1 string
 sizeLimit*#2 quantity
 mode*#3 int32
core/GCEPersistentDiskVolumeSource
 pdName!#1 string
 fsType#2 string
 partition#3 int32
 readOnly#4 bool
core/AWSElasticBlockStoreVolumeSource
 volumeID!#1 string
 fsType#2 string
 partition#3 int32
 readOnly#4 bool
core/GitRepoVolumeSource
 repository!#1 string
 revision#2 string
 directory#3 string
core/SecretVolumeSource
 secretName#1 string
 items#2 []core/KeyToPath
 defaultMode*#3 int32
 optional*#4 bool
 defaultUser*#5 int64
core/KeyToPath
 key!#1 string
 path!#2 string
 mode*#3 int32
 user*#4 int64
core/NFSVolumeSource
 server!#1 string
 path!#2 string
 readOnly#3 bool
core/ISCSIVolumeSource
 targetPortal!#1 string
 iqn!#2 string
 lun!#3 int32
 iscsiInterface#4 string default=default
 fsType#5 string
 readOnly#6 bool
 portals#7 []string
 chapAuthDiscovery#8 bool
 chapAuthSession#11 bool
 secretRef*#10 core/LocalObjectReference
 initiatorName*#12 string
core/LocalObjectReference atomic
 name#1 string default=
core/GlusterfsVolumeSource
 endpoints!#1 string
 path!#2 string
 readOnly#3 bool
core/PersistentVolumeClaimVolumeSource
 claimName!#1 string
 readOnly#2 bool
core/RBDVolumeSource
 monitors!#1 []string
 image!#2 string
 fsType#3 string
 pool#4 string default=rbd
 user#5 string default=admin
 keyring#6 string default=/etc/ceph/keyring
 secretRef*#7 core/LocalObjectReference
 readOnly#8 bool
core/FlexVolumeSource
 driver!#1 string
 fsType#2 string
 secretRef*#3 core/LocalObjectReference
 readOnly#4 bool
 options#5 {}string
core/CinderVolumeSource
 volumeID!#1 string
 fsType#2 string
 readOnly#3 bool
 secretRef*#4 core/LocalObjectReference
core/CephFSVolumeSource
 monitors!#1 []string
 path#2 string
 user#3 string
 secretFile#4 string
 secretRef*#5 core/LocalObjectReference
 readOnly#6 bool
core/FlockerVolumeSource
 datasetName#1 string
 datasetUUID#2 string
core/DownwardAPIVolumeSource
 items#1 []core/DownwardAPIVolumeFile
 defaultMode*#2 int32
 defaultUser*#3 int64
core/DownwardAPIVolumeFile
 path!#1 string
 fieldRef*#2 core/ObjectFieldSelector
 resourceFieldRef*#3 core/ResourceFieldSelector
 mode*#4 int32
 user*#5 int64
core/ObjectFieldSelector atomic
 apiVersion#1 string
 fieldPath!#2 string
core/ResourceFieldSelector atomic
 containerName#1 string
 resource!#2 string
 divisor#3 quantity
core/FCVolumeSource
 targetWWNs#1 []string
 lun*#2 int32
 fsType#3 string
 readOnly#4 bool
 wwids#5 []string
core/AzureFileVolumeSource
 secretName!#1 string
 shareName!#2 string
 readOnly#3 bool
core/ConfigMapVolumeSource
@core/LocalObjectReference #1
 items#2 []core/KeyToPath
 defaultMode*#3 int32
 optional*#4 bool
 defaultUser*#5 int64
core/VsphereVirtualDiskVolumeSource
 volumePath!#1 string
 fsType#2 string
 storagePolicyName#3 string
 storagePolicyID#4 string
core/QuobyteVolumeSource
 registry!#1 string
 volume!#2 string
 readOnly#3 bool
 user#4 string
 group#5 string
 tenant#6 string
core/AzureDiskVolumeSource
 diskName!#1 string
 diskURI!#2 string
 cachingMode*#3 string default=ref(AzureDataDiskCachingReadWrite)
 fsType*#4 string default=ext4
 readOnly*#5 bool default=false
 kind*#6 string default=ref(AzureSharedBlobDisk)
core/PhotonPersistentDiskVolumeSource
 pdID!#1 string
 fsType#2 string
core/ProjectedVolumeSource
 sources!#1 []core/VolumeProjection
 defaultMode*#2 int32
 defaultUser*#3 int64
core/VolumeProjection
 secret*#1 core/SecretProjection
 downwardAPI*#2 core/DownwardAPIProjection
 configMap*#3 core/ConfigMapProjection
 serviceAccountToken*#4 core/ServiceAccountTokenProjection
 clusterTrustBundle*#5 core/ClusterTrustBundleProjection
 podCertificate*#6 core/PodCertificateProjection
core/SecretProjection
@core/LocalObjectReference #1
 items#2 []core/KeyToPath
 optional*#4 bool
core/DownwardAPIProjection
 items#1 []core/DownwardAPIVolumeFile
core/ConfigMapProjection
@core/LocalObjectReference #1
 items#2 []core/KeyToPath
 optional*#4 bool
core/ServiceAccountTokenProjection
 audience#1 string
 expirationSeconds*#2 int64
 path!#3 string
 user*#4 int64
core/ClusterTrustBundleProjection
 name*#1 string
 signerName*#2 string
 labelSelector*#3 meta/LabelSelector
 optional*#5 bool
 path!#4 string
 user*#6 int64
meta/LabelSelector atomic
 matchLabels#1 {}string
 matchExpressions#2 []meta/LabelSelectorRequirement
meta/LabelSelectorRequirement
 key!#1 string
 operator!#2 string
 values#3 []string
core/PodCertificateProjection
 signerName#1 string
 keyType#2 string
 maxExpirationSeconds*#3 int32
 credentialBundlePath#4 string
 keyPath#5 string
 certificateChainPath#6 string
 userAnnotations#7 {}string
 user*#8 int64
core/PortworxVolumeSource
 volumeID!#1 string
 fsType#2 string
 readOnly#3 bool
core/ScaleIOVolumeSource
 gateway!#1 string
 system!#2 string
 secretRef*!#3 core/LocalObjectReference
 sslEnabled#4 bool
 protectionDomain#5 string
 storagePool#6 string
 storageMode#7 string default=ThinProvisioned
 volumeName#8 string
 fsType#9 string default=xfs
 readOnly#10 bool
core/StorageOSVolumeSource
 volumeName#1 string
 volumeNamespace#2 string
 fsType#3 string
 readOnly#4 bool
 secretRef*#5 core/LocalObjectReference
core/CSIVolumeSource
 driver!#1 string
 readOnly*#2 bool
 fsType*#3 string
 volumeAttributes#4 {}string
 nodePublishSecretRef*#5 core/LocalObjectReference
core/EphemeralVolumeSource
 volumeClaimTemplate*#1 core/PersistentVolumeClaimTemplate
core/PersistentVolumeClaimTemplate
 metadata#1 meta/ObjectMeta
 spec!#2 core/PersistentVolumeClaimSpec
core/PersistentVolumeClaimSpec
 accessModes#1 []string
 selector*#4 meta/LabelSelector
 resources#2 core/VolumeResourceRequirements
 volumeName#3 string
 storageClassName*#5 string
 volumeMode*#6 string
 dataSource*#7 core/TypedLocalObjectReference
 dataSourceRef*#8 core/TypedObjectReference
 volumeAttributesClassName*#9 string
core/VolumeResourceRequirements
 limits#1 {}quantity
 requests#2 {}quantity
core/TypedLocalObjectReference atomic
 apiGroup*!#1 string
 kind!#2 string
 name!#3 string
core/TypedObjectReference
 apiGroup*!#1 string
 kind!#2 string
 name!#3 string
 namespace*#4 string
core/ImageVolumeSource
 reference#1 string
 pullPolicy#2 string
core/Container
 name!#1 string
 image#2 string
 command#3 []string
 args#4 []string
 workingDir#5 string
 ports#6 []core/ContainerPort map=containerPort,protocol merge=containerPort
 envFrom#19 []core/EnvFromSource
 env#7 []core/EnvVar map=name merge=name
 resources#8 core/ResourceRequirements
 resizePolicy#23 []core/ContainerResizePolicy
 restartPolicy*#24 string
 restartPolicyRules#25 []core/ContainerRestartRule
 volumeMounts#9 []core/VolumeMount map=mountPath merge=mountPath
 volumeDevices#21 []core/VolumeDevice map=devicePath merge=devicePath
 livenessProbe*#10 core/Probe
 readinessProbe*#11 core/Probe
 startupProbe*#22 core/Probe
 lifecycle*#12 core/Lifecycle
 terminationMessagePath#13 string
 terminationMessagePolicy#20 string
 imagePullPolicy#14 string
 securityContext*#15 core/SecurityContext
 stdin#16 bool
 stdinOnce#17 bool
 tty#18 bool
core/ContainerPort
 name#1 string
 hostPort#2 int32
 containerPort!#3 int32
 protocol#4 string default=TCP
 hostIP#5 string
core/EnvFromSource
 prefix#1 string
 configMapRef*#2 core/ConfigMapEnvSource
 secretRef*#3 core/SecretEnvSource
core/ConfigMapEnvSource
@core/LocalObjectReference #1
 optional*#2 bool
core/SecretEnvSource
@core/LocalObjectReference #1
 optional*#2 bool
core/EnvVar
 name!#1 string
 value#2 string
 valueFrom*#3 core/EnvVarSource
core/EnvVarSource
 fieldRef*#1 core/ObjectFieldSelector
 resourceFieldRef*#2 core/ResourceFieldSelector
 configMapKeyRef*#3 core/ConfigMapKeySelector
 secretKeyRef*#4 core/SecretKeySelector
 fileKeyRef*#5 core/FileKeySelector
core/ConfigMapKeySelector atomic
@core/LocalObjectReference #1
 key!#2 string
 optional*#3 bool
core/SecretKeySelector atomic
@core/LocalObjectReference #1
 key!#2 string
 optional*#3 bool
core/FileKeySelector atomic
 volumeName!#1 string
 path!#2 string
 key!#3 string
 optional*#4 bool default=false
core/ResourceRequirements
 limits#1 {}quantity
 requests#2 {}quantity
 claims#3 []core/ResourceClaim map=name
core/ResourceClaim
 name!#1 string
 request#2 string
core/ContainerResizePolicy
 resourceName!#1 string
 restartPolicy!#2 string
core/ContainerRestartRule
 action#1 string
 exitCodes*#2 core/ContainerRestartRuleOnExitCodes
core/ContainerRestartRuleOnExitCodes
 operator#1 string
 values#2 []int32 set
core/VolumeMount
 name!#1 string
 readOnly#2 bool
 recursiveReadOnly*#7 string
 mountPath!#3 string
 subPath#4 string
 mountPropagation*#5 string
 subPathExpr#6 string
 bindMountOptions#8 []string set
core/VolumeDevice
 name!#1 string
 devicePath!#2 string
core/Probe
@core/ProbeHandler #1
 initialDelaySeconds#2 int32
 timeoutSeconds#3 int32
 periodSeconds#4 int32
 successThreshold#5 int32
 failureThreshold#6 int32
 terminationGracePeriodSeconds*#7 int64
core/ProbeHandler
 exec*#1 core/ExecAction
 httpGet*#2 core/HTTPGetAction
 tcpSocket*#3 core/TCPSocketAction
 grpc*#4 core/GRPCAction
core/ExecAction
 command#1 []string
core/HTTPGetAction
 path#1 string
 port!#2 intorstring
 host#3 string
 scheme#4 string
 httpHeaders#5 []core/HTTPHeader
 protocol*#6 string
core/HTTPHeader
 name!#1 string
 value!#2 string
core/TCPSocketAction
 port!#1 intorstring
 host#2 string
core/GRPCAction
 port!#1 int32
 service*!#2 string default=
 mode*#3 string
core/Lifecycle
 postStart*#1 core/LifecycleHandler
 preStop*#2 core/LifecycleHandler
 stopSignal*#3 string
core/LifecycleHandler
 exec*#1 core/ExecAction
 httpGet*#2 core/HTTPGetAction
 tcpSocket*#3 core/TCPSocketAction
 sleep*#4 core/SleepAction
core/SleepAction
 seconds!#1 int64
core/SecurityContext
 capabilities*#1 core/Capabilities
 privileged*#2 bool
 seLinuxOptions*#3 core/SELinuxOptions
 windowsOptions*#10 core/WindowsSecurityContextOptions
 runAsUser*#4 int64
 runAsGroup*#8 int64
 runAsNonRoot*#5 bool
 readOnlyRootFilesystem*#6 bool
 allowPrivilegeEscalation*#7 bool
 procMount*#9 string
 seccompProfile*#11 core/SeccompProfile
 appArmorProfile*#12 core/AppArmorProfile
core/Capabilities
 add#1 []string
 drop#2 []string
core/SELinuxOptions
 user#1 string
 role#2 string
 type#3 string
 level#4 string
core/WindowsSecurityContextOptions
 gmsaCredentialSpecName*#1 string
 gmsaCredentialSpec*#2 string
 runAsUserName*#3 string
 hostProcess*#4 bool
core/SeccompProfile
 type!#1 string
 localhostProfile*#2 string
core/AppArmorProfile
 type!#1 string
 localhostProfile*#2 string
core/EphemeralContainer
@core/EphemeralContainerCommon #1
 targetContainerName#2 string
core/EphemeralContainerCommon
 name!#1 string
 image#2 string
 command#3 []string
 args#4 []string
 workingDir#5 string
 ports#6 []core/ContainerPort map=containerPort,protocol merge=containerPort
 envFrom#19 []core/EnvFromSource
 env#7 []core/EnvVar map=name merge=name
 resources#8 core/ResourceRequirements
 resizePolicy#23 []core/ContainerResizePolicy
 restartPolicy*#24 string
 restartPolicyRules#25 []core/ContainerRestartRule
 volumeMounts#9 []core/VolumeMount map=mountPath merge=mountPath
 volumeDevices#21 []core/VolumeDevice map=devicePath merge=devicePath
 livenessProbe*#10 core/Probe
 readinessProbe*#11 core/Probe
 startupProbe*#22 core/Probe
 lifecycle*#12 core/Lifecycle
 terminationMessagePath#13 string
 terminationMessagePolicy#20 string
 imagePullPolicy#14 string
 securityContext*#15 core/SecurityContext
 stdin#16 bool
 stdinOnce#17 bool
 tty#18 bool
core/PodSecurityContext
 seLinuxOptions*#1 core/SELinuxOptions
 windowsOptions*#8 core/WindowsSecurityContextOptions
 runAsUser*#2 int64
 runAsGroup*#6 int64
 runAsNonRoot*#3 bool
 supplementalGroups#4 []int64
 supplementalGroupsPolicy*#12 string
 fsGroup*#5 int64
 sysctls#7 []core/Sysctl
 fsGroupChangePolicy*#9 string
 seccompProfile*#10 core/SeccompProfile
 appArmorProfile*#11 core/AppArmorProfile
 seLinuxChangePolicy*#13 string
core/Sysctl
 name!#1 string
 value!#2 string
core/Affinity
 nodeAffinity*#1 core/NodeAffinity
 podAffinity*#2 core/PodAffinity
 podAntiAffinity*#3 core/PodAntiAffinity
core/NodeAffinity
 requiredDuringSchedulingIgnoredDuringExecution*#1 core/NodeSelector
 preferredDuringSchedulingIgnoredDuringExecution#2 []core/PreferredSchedulingTerm
core/NodeSelector atomic
 nodeSelectorTerms!#1 []core/NodeSelectorTerm
core/NodeSelectorTerm atomic
 matchExpressions#1 []core/NodeSelectorRequirement
 matchFields#2 []core/NodeSelectorRequirement
core/NodeSelectorRequirement
 key!#1 string
 operator!#2 string
 values#3 []string
core/PreferredSchedulingTerm
 weight!#1 int32
 preference!#2 core/NodeSelectorTerm
core/PodAffinity
 requiredDuringSchedulingIgnoredDuringExecution#1 []core/PodAffinityTerm
 preferredDuringSchedulingIgnoredDuringExecution#2 []core/WeightedPodAffinityTerm
core/PodAffinityTerm
 labelSelector*#1 meta/LabelSelector
 namespaces#2 []string
 topologyKey!#3 string
 namespaceSelector*#4 meta/LabelSelector
 matchLabelKeys#5 []string
 mismatchLabelKeys#6 []string
core/WeightedPodAffinityTerm
 weight!#1 int32
 podAffinityTerm!#2 core/PodAffinityTerm
core/PodAntiAffinity
 requiredDuringSchedulingIgnoredDuringExecution#1 []core/PodAffinityTerm
 preferredDuringSchedulingIgnoredDuringExecution#2 []core/WeightedPodAffinityTerm
core/Toleration
 key#1 string
 operator#2 string
 value#3 string
 effect#4 string
 tolerationSeconds*#5 int64
core/HostAlias
 ip!#1 string
 hostnames#2 []string
core/PodDNSConfig
 nameservers#1 []string
 searches#2 []string
 options#3 []core/PodDNSConfigOption
core/PodDNSConfigOption
 name#1 string
 value*#2 string
core/PodReadinessGate
 conditionType!#1 string
core/TopologySpreadConstraint
 maxSkew!#1 int32
 topologyKey!#2 string
 whenUnsatisfiable!#3 string
 labelSelector*#4 meta/LabelSelector
 minDomains*#5 int32
 nodeAffinityPolicy*#6 string
 nodeTaintsPolicy*#7 string
 matchLabelKeys#8 []string
core/PodOS
 name!#1 string
core/PodSchedulingGate
 name!#1 string
core/PodResourceClaim
 name!#1 string
 resourceClaimName*#3 string
 resourceClaimTemplateName*#4 string
core/PodSchedulingGroup
 podGroupName*#1 string
core/EvictionResponder atomic
 name!#1 string
 priority*!#2 int32
core/PodStatus
 observedGeneration#17 int64
 phase#1 string
 conditions#2 []core/PodCondition map=type merge=type
 message#3 string
 reason#4 string
 nominatedNodeName#11 string
 hostIP#5 string
 hostIPs#16 []core/HostIP merge=ip
 podIP#6 string
 podIPs#12 []core/PodIP map=ip merge=ip
 startTime*#7 time
 initContainerStatuses#10 []core/ContainerStatus
 containerStatuses#8 []core/ContainerStatus
 qosClass#9 string
 ephemeralContainerStatuses#13 []core/ContainerStatus
 resize#14 string
 resourceClaimStatuses#15 []core/PodResourceClaimStatus map=name merge=name retain
 extendedResourceClaimStatus*#18 core/PodExtendedResourceClaimStatus
 allocatedResources#19 {}quantity
 resources*#20 core/ResourceRequirements
 nodeAllocatableResourceClaimStatuses#21 []core/NodeAllocatableResourceClaimStatus map=resourceClaimName merge=resourceClaimName
 volumeHealth#22 []core/PodVolumeHealth map=name
core/PodCondition
 type!#1 string
 observedGeneration#7 int64
 status!#2 string
 lastProbeTime#3 time
 lastTransitionTime#4 time
 reason#5 string
 message#6 string
core/HostIP
 ip!#1 string
core/PodIP
 ip!#1 string
core/ContainerStatus
 name!#1 string
 state#2 core/ContainerState
 lastState#3 core/ContainerState
 ready!#4 bool
 restartCount!#5 int32
 image!#6 string
 imageID!#7 string
 containerID#8 string
 started*#9 bool
 allocatedResources#10 {}quantity
 resources*#11 core/ResourceRequirements
 volumeMounts#12 []core/VolumeMountStatus map=mountPath merge=mountPath
 user*#13 core/ContainerUser
 allocatedResourcesStatus#14 []core/ResourceStatus map=name merge=name
 stopSignal*#15 string
core/ContainerState
 waiting*#1 core/ContainerStateWaiting
 running*#2 core/ContainerStateRunning
 terminated*#3 core/ContainerStateTerminated
core/ContainerStateWaiting
 reason#1 string
 message#2 string
core/ContainerStateRunning
 startedAt#1 time
core/ContainerStateTerminated
 exitCode!#1 int32
 signal#2 int32
 reason#3 string
 message#4 string
 startedAt#5 time
 finishedAt#6 time
 containerID#7 string
core/VolumeMountStatus
 name!#1 string
 mountPath!#2 string
 readOnly#3 bool
 recursiveReadOnly*#4 string
 volumeStatus*#5 core/VolumeStatus
core/VolumeStatus
 image*#1 core/ImageVolumeStatus
core/ImageVolumeStatus
 imageRef#1 string
core/ContainerUser
 linux*#1 core/LinuxContainerUser
core/LinuxContainerUser
 uid!#1 int64
 gid!#2 int64
 supplementalGroups#3 []int64
core/ResourceStatus
 name!#1 string
 resources#2 []core/ResourceHealth map=resourceID
core/ResourceHealth
 resourceID!#1 string
 health#2 string
 message*#6 string
core/PodResourceClaimStatus
 name!#1 string
 resourceClaimName*#2 string
core/PodExtendedResourceClaimStatus
 requestMappings!#1 []core/ContainerExtendedResourceRequest
 resourceClaimName!#2 string
core/ContainerExtendedResourceRequest
 containerName!#1 string
 resourceName!#2 string
 requestName!#3 string
core/NodeAllocatableResourceClaimStatus
 resourceClaimName!#1 string
 containers#2 []string set
 mapping#4 []core/NodeAllocatableMappedResources map=name merge=name
 overhead#5 []core/NodeAllocatableOverheadResources map=name merge=name
core/NodeAllocatableMappedResources
 name!#1 string
 quantity*!#2 quantity
core/NodeAllocatableOverheadResources
 name!#1 string
 perPod*#2 quantity
 perContainer*#3 quantity
core/PodVolumeHealth
 name!#1 string
 healthConditions#2 []core/VolumeHealthCondition map=status,reason merge=status
 lastTransitionTime#3 time
core/VolumeHealthCondition
 status!#1 string
 reason!#2 string
 message#3 string
core/Service
 metadata#1 meta/ObjectMeta
 spec#2 core/ServiceSpec
 status#3 core/ServiceStatus
core/ServiceSpec
 ports#1 []core/ServicePort map=port,protocol merge=port
 selector#2 {}string atomic
 clusterIP#3 string
 clusterIPs#18 []string
 type#4 string
 externalIPs#5 []string
 sessionAffinity#7 string
 loadBalancerIP#8 string
 loadBalancerSourceRanges#9 []string
 externalName#10 string
 externalTrafficPolicy#11 string
 healthCheckNodePort#12 int32
 publishNotReadyAddresses#13 bool
 sessionAffinityConfig*#14 core/SessionAffinityConfig
 ipFamilies#19 []string
 ipFamilyPolicy*#17 string
 allocateLoadBalancerNodePorts*#20 bool
 loadBalancerClass*#21 string
 internalTrafficPolicy*#22 string
 trafficDistribution*#23 string
core/ServicePort
 name#1 string
 protocol#2 string default=TCP
 appProtocol*#6 string
 port!#3 int32
 targetPort#4 intorstring
 nodePort#5 int32
core/SessionAffinityConfig
 clientIP*#1 core/ClientIPConfig
core/ClientIPConfig
 timeoutSeconds*#1 int32
core/ServiceStatus
 loadBalancer#1 core/LoadBalancerStatus
 conditions#2 []meta/Condition map=type merge=type
core/LoadBalancerStatus
 ingress#1 []core/LoadBalancerIngress
core/LoadBalancerIngress
 ip#1 string
 hostname#2 string
 ipMode*#3 string
 ports#4 []core/PortStatus
core/PortStatus
 port!#1 int32
 protocol!#2 string
 error*#3 string
meta/Condition
 type!#1 string
 status!#2 string
 observedGeneration#3 int64
 lastTransitionTime!#4 time
 reason!#5 string
 message!#6 string
core/Event
 metadata!#1 meta/ObjectMeta
 involvedObject!#2 core/ObjectReference
 reason#3 string
 message#4 string
 source#5 core/EventSource
 firstTimestamp#6 time
 lastTimestamp#7 time
 count#8 int32
 type#9 string
 eventTime#10 microtime
 series*#11 core/EventSeries
 action#12 string
 related*#13 core/ObjectReference
 reportingComponent!#14 string
 reportingInstance!#15 string
core/ObjectReference atomic
 kind#1 string
 namespace#2 string
 name#3 string
 uid#4 string
 apiVersion#5 string
 resourceVersion#6 string
 fieldPath#7 string
core/EventSource
 component#1 string
 host#2 string
core/EventSeries
 count#1 int32
 lastObservedTime#2 microtime
core/Namespace
 metadata#1 meta/ObjectMeta
 spec#2 core/NamespaceSpec
 status#3 core/NamespaceStatus
core/NamespaceSpec
 finalizers#1 []string
core/NamespaceStatus
 phase#1 string
 conditions#2 []core/NamespaceCondition map=type merge=type
core/NamespaceCondition
 type!#1 string
 status!#2 string
 lastTransitionTime#4 time
 reason#5 string
 message#6 string
core/Node
 metadata#1 meta/ObjectMeta
 spec#2 core/NodeSpec
 status#3 core/NodeStatus
core/NodeSpec
 podCIDR#1 string
 podCIDRs#7 []string set merge
 providerID#3 string
 unschedulable#4 bool
 taints#5 []core/Taint
 configSource*#6 core/NodeConfigSource
 externalID#2 string
 podPreemptionPolicy*#8 core/NodePodPreemptionPolicy
core/Taint
 key!#1 string
 value#2 string
 effect!#3 string
 timeAdded*#4 time
core/NodeConfigSource
 configMap*#2 core/ConfigMapNodeConfigSource
core/ConfigMapNodeConfigSource
 namespace!#1 string
 name!#2 string
 uid#3 string
 resourceVersion#4 string
 kubeletConfigKey!#5 string
core/NodePodPreemptionPolicy
 disableResizePreemption#1 []string set
core/NodeStatus
 capacity#1 {}quantity
 allocatable#2 {}quantity
 phase#3 string
 conditions#4 []core/NodeCondition map=type merge=type
 addresses#5 []core/NodeAddress map=type merge=type
 daemonEndpoints#6 core/NodeDaemonEndpoints
 nodeInfo#7 core/NodeSystemInfo
 images#8 []core/ContainerImage
 volumesInUse#9 []string
 volumesAttached#10 []core/AttachedVolume
 config*#11 core/NodeConfigStatus
 runtimeHandlers#12 []core/NodeRuntimeHandler
 features*#13 core/NodeFeatures
 declaredFeatures#14 []string
core/NodeCondition
 type!#1 string
 status!#2 string
 lastHeartbeatTime#3 time
 lastTransitionTime#4 time
 reason#5 string
 message#6 string
core/NodeAddress
 type!#1 string
 address!#2 string
core/NodeDaemonEndpoints
 kubeletEndpoint#1 core/DaemonEndpoint
core/DaemonEndpoint
 Port!#1 int32
core/NodeSystemInfo
 machineID!#1 string
 systemUUID!#2 string
 bootID!#3 string
 kernelVersion!#4 string
 osImage!#5 string
 containerRuntimeVersion!#6 string
 kubeletVersion!#7 string
 kubeProxyVersion!#8 string
 operatingSystem!#9 string
 architecture!#10 string
 swap*#11 core/NodeSwapStatus
core/NodeSwapStatus
 capacity*#1 int64
core/ContainerImage
 names!#1 []string
 sizeBytes#2 int64
core/AttachedVolume
 name!#1 string
 devicePath!#2 string
core/NodeConfigStatus
 assigned*#1 core/NodeConfigSource
 active*#2 core/NodeConfigSource
 lastKnownGood*#3 core/NodeConfigSource
 error#4 string
core/NodeRuntimeHandler
 name!#1 string
 features*#2 core/NodeRuntimeHandlerFeatures
core/NodeRuntimeHandlerFeatures
 recursiveReadOnlyMounts*#1 bool
 userNamespaces*#2 bool
core/NodeFeatures
 supplementalGroupsPolicy*#1 bool
core/Endpoints
 metadata#1 meta/ObjectMeta
 subsets#2 []core/EndpointSubset
core/EndpointSubset
 addresses#1 []core/EndpointAddress
 notReadyAddresses#2 []core/EndpointAddress
 ports#3 []core/EndpointPort
core/EndpointAddress atomic
 ip!#1 string
 hostname#3 string
 nodeName*#4 string
 targetRef*#2 core/ObjectReference
core/EndpointPort atomic
 name#1 string
 port!#2 int32
 protocol#3 string
 appProtocol*#4 string
core/ServiceAccount
 metadata#1 meta/ObjectMeta
 secrets#2 []core/ObjectReference map=name merge=name
 imagePullSecrets#3 []core/LocalObjectReference
 automountServiceAccountToken*#4 bool
core/PersistentVolume
 metadata#1 meta/ObjectMeta
 spec#2 core/PersistentVolumeSpec
 status#3 core/PersistentVolumeStatus
core/PersistentVolumeSpec
 capacity#1 {}quantity
@core/PersistentVolumeSource #2
 accessModes#3 []string
 claimRef*#4 core/ObjectReference
 persistentVolumeReclaimPolicy#5 string
 storageClassName#6 string
 mountOptions#7 []string
 volumeMode*#8 string
 nodeAffinity*#9 core/VolumeNodeAffinity
 volumeAttributesClassName*#10 string
core/PersistentVolumeSource
 gcePersistentDisk*#1 core/GCEPersistentDiskVolumeSource
 awsElasticBlockStore*#2 core/AWSElasticBlockStoreVolumeSource
 hostPath*#3 core/HostPathVolumeSource
 glusterfs*#4 core/GlusterfsPersistentVolumeSource
 nfs*#5 core/NFSVolumeSource
 rbd*#6 core/RBDPersistentVolumeSource
 iscsi*#7 core/ISCSIPersistentVolumeSource
 cinder*#8 core/CinderPersistentVolumeSource
 cephfs*#9 core/CephFSPersistentVolumeSource
 fc*#10 core/FCVolumeSource
 flocker*#11 core/FlockerVolumeSource
 flexVolume*#12 core/FlexPersistentVolumeSource
 azureFile*#13 core/AzureFilePersistentVolumeSource
 vsphereVolume*#14 core/VsphereVirtualDiskVolumeSource
 quobyte*#15 core/QuobyteVolumeSource
 azureDisk*#16 core/AzureDiskVolumeSource
 photonPersistentDisk*#17 core/PhotonPersistentDiskVolumeSource
 portworxVolume*#18 core/PortworxVolumeSource
 scaleIO*#19 core/ScaleIOPersistentVolumeSource
 local*#20 core/LocalVolumeSource
 storageos*#21 core/StorageOSPersistentVolumeSource
 csi*#22 core/CSIPersistentVolumeSource
core/GlusterfsPersistentVolumeSource
 endpoints!#1 string
 path!#2 string
 readOnly#3 bool
 endpointsNamespace*#4 string
core/RBDPersistentVolumeSource
 monitors!#1 []string
 image!#2 string
 fsType#3 string
 pool#4 string default=rbd
 user#5 string default=admin
 keyring#6 string default=/etc/ceph/keyring
 secretRef*#7 core/SecretReference
 readOnly#8 bool
core/SecretReference atomic
 name#1 string
 namespace#2 string
core/ISCSIPersistentVolumeSource
 targetPortal!#1 string
 iqn!#2 string
 lun!#3 int32
 iscsiInterface#4 string default=default
 fsType#5 string
 readOnly#6 bool
 portals#7 []string
 chapAuthDiscovery#8 bool
 chapAuthSession#11 bool
 secretRef*#10 core/SecretReference
 initiatorName*#12 string
core/CinderPersistentVolumeSource
 volumeID!#1 string
 fsType#2 string
 readOnly#3 bool
 secretRef*#4 core/SecretReference
core/CephFSPersistentVolumeSource
 monitors!#1 []string
 path#2 string
 user#3 string
 secretFile#4 string
 secretRef*#5 core/SecretReference
 readOnly#6 bool
core/FlexPersistentVolumeSource
 driver!#1 string
 fsType#2 string
 secretRef*#3 core/SecretReference
 readOnly#4 bool
 options#5 {}string
core/AzureFilePersistentVolumeSource
 secretName!#1 string
 shareName!#2 string
 readOnly#3 bool
 secretNamespace*!#4 string
core/ScaleIOPersistentVolumeSource
 gateway!#1 string
 system!#2 string
 secretRef*!#3 core/SecretReference
 sslEnabled#4 bool
 protectionDomain#5 string
 storagePool#6 string
 storageMode#7 string default=ThinProvisioned
 volumeName#8 string
 fsType#9 string default=xfs
 readOnly#10 bool
core/LocalVolumeSource
 path!#1 string
 fsType*#2 string
core/StorageOSPersistentVolumeSource
 volumeName#1 string
 volumeNamespace#2 string
 fsType#3 string
 readOnly#4 bool
 secretRef*#5 core/ObjectReference
core/CSIPersistentVolumeSource
 driver!#1 string
 volumeHandle!#2 string
 readOnly#3 bool
 fsType#4 string
 volumeAttributes#5 {}string
 controllerPublishSecretRef*#6 core/SecretReference
 nodeStageSecretRef*#7 core/SecretReference
 nodePublishSecretRef*#8 core/SecretReference
 controllerExpandSecretRef*#9 core/SecretReference
 nodeExpandSecretRef*#10 core/SecretReference
core/VolumeNodeAffinity
 required*#1 core/NodeSelector
core/PersistentVolumeStatus
 phase#1 string
 message#2 string
 reason#3 string
 lastPhaseTransitionTime*#4 time
core/PersistentVolumeClaim
 metadata#1 meta/ObjectMeta
 spec#2 core/PersistentVolumeClaimSpec
 status#3 core/PersistentVolumeClaimStatus
core/PersistentVolumeClaimStatus
 phase#1 string
 accessModes#2 []string
 capacity#3 {}quantity
 conditions#4 []core/PersistentVolumeClaimCondition map=type merge=type
 allocatedResources#5 {}quantity
 allocatedResourceStatuses#7 {}string
 currentVolumeAttributesClassName*#8 string
 modifyVolumeStatus*#9 core/ModifyVolumeStatus
 healthStatus*#10 core/VolumeHealthStatus
core/PersistentVolumeClaimCondition
 type!#1 string
 status!#2 string
 lastProbeTime#3 time
 lastTransitionTime#4 time
 reason#5 string
 message#6 string
core/ModifyVolumeStatus
 targetVolumeAttributesClassName#1 string
 status!#2 string
core/VolumeHealthStatus
 healthConditions#1 []core/VolumeHealthCondition map=status,reason merge=status
 lastTransitionTime#2 time
core/ReplicationController
 metadata#1 meta/ObjectMeta
 spec#2 core/ReplicationControllerSpec
 status#3 core/ReplicationControllerStatus
core/ReplicationControllerSpec
 replicas*#1 int32 default=1
 minReadySeconds#4 int32 default=0
 selector#2 {}string atomic
 template*#3 core/PodTemplateSpec
core/PodTemplateSpec
 metadata#1 meta/ObjectMeta
 spec#2 core/PodSpec
core/ReplicationControllerStatus
 replicas!#1 int32
 fullyLabeledReplicas#2 int32
 readyReplicas#4 int32
 availableReplicas#5 int32
 observedGeneration#3 int64
 conditions#6 []core/ReplicationControllerCondition map=type merge=type
core/ReplicationControllerCondition
 type!#1 string
 status!#2 string
 lastTransitionTime#3 time
 reason#4 string
 message#5 string
core/ResourceQuota
 metadata#1 meta/ObjectMeta
 spec#2 core/ResourceQuotaSpec
 status#3 core/ResourceQuotaStatus
core/ResourceQuotaSpec
 hard#1 {}quantity
 scopes#2 []string
 scopeSelector*#3 core/ScopeSelector
core/ScopeSelector atomic
 matchExpressions#1 []core/ScopedResourceSelectorRequirement
core/ScopedResourceSelectorRequirement
 scopeName!#1 string
 operator!#2 string
 values#3 []string
core/ResourceQuotaStatus
 hard#1 {}quantity
 used#2 {}quantity
core/LimitRange
 metadata#1 meta/ObjectMeta
 spec#2 core/LimitRangeSpec
core/LimitRangeSpec
 limits!#1 []core/LimitRangeItem
core/LimitRangeItem
 type!#1 string
 max#2 {}quantity
 min#3 {}quantity
 default#4 {}quantity
 defaultRequest#5 {}quantity
 maxLimitRequestRatio#6 {}quantity
core/PodTemplate
 metadata#1 meta/ObjectMeta
 template#2 core/PodTemplateSpec
core/Binding
 metadata#1 meta/ObjectMeta
 target!#2 core/ObjectReference
apps/Deployment
 metadata#1 meta/ObjectMeta
 spec#2 apps/DeploymentSpec
 status#3 apps/DeploymentStatus
apps/DeploymentSpec
 replicas*#1 int32
 selector*!#2 meta/LabelSelector
 template!#3 core/PodTemplateSpec
 strategy#4 apps/DeploymentStrategy retain
 minReadySeconds#5 int32
 revisionHistoryLimit*#6 int32
 paused#7 bool
 progressDeadlineSeconds*#9 int32
apps/DeploymentStrategy
 type#1 string
 rollingUpdate*#2 apps/RollingUpdateDeployment
apps/RollingUpdateDeployment
 maxUnavailable*#1 intorstring
 maxSurge*#2 intorstring
apps/DeploymentStatus
 observedGeneration#1 int64
 replicas#2 int32
 updatedReplicas#3 int32
 readyReplicas#7 int32
 availableReplicas#4 int32
 unavailableReplicas#5 int32
 terminatingReplicas*#9 int32
 conditions#6 []apps/DeploymentCondition map=type merge=type
 collisionCount*#8 int32
apps/DeploymentCondition
 type!#1 string
 status!#2 string
 lastUpdateTime#6 time
 lastTransitionTime#7 time
 reason#4 string
 message#5 string
apps/ReplicaSet
 metadata#1 meta/ObjectMeta
 spec#2 apps/ReplicaSetSpec
 status#3 apps/ReplicaSetStatus
apps/ReplicaSetSpec
 replicas*#1 int32
 minReadySeconds#4 int32
 selector*!#2 meta/LabelSelector
 template#3 core/PodTemplateSpec
apps/ReplicaSetStatus
 replicas!#1 int32
 fullyLabeledReplicas#2 int32
 readyReplicas#4 int32
 availableReplicas#5 int32
 terminatingReplicas*#7 int32
 observedGeneration#3 int64
 conditions#6 []apps/ReplicaSetCondition map=type merge=type
apps/ReplicaSetCondition
 type!#1 string
 status!#2 string
 lastTransitionTime#3 time
 reason#4 string
 message#5 string
apps/StatefulSet
 metadata#1 meta/ObjectMeta
 spec#2 apps/StatefulSetSpec
 status#3 apps/StatefulSetStatus
apps/StatefulSetSpec
 replicas*#1 int32
 selector*!#2 meta/LabelSelector
 template!#3 core/PodTemplateSpec
 volumeClaimTemplates#4 []core/PersistentVolumeClaim
 serviceName!#5 string
 podManagementPolicy#6 string
 updateStrategy#7 apps/StatefulSetUpdateStrategy
 revisionHistoryLimit*#8 int32
 minReadySeconds#9 int32
 persistentVolumeClaimRetentionPolicy*#10 apps/StatefulSetPersistentVolumeClaimRetentionPolicy
 ordinals*#11 apps/StatefulSetOrdinals
apps/StatefulSetUpdateStrategy
 type#1 string
 rollingUpdate*#2 apps/RollingUpdateStatefulSetStrategy
apps/RollingUpdateStatefulSetStrategy
 partition*#1 int32
 maxUnavailable*#2 intorstring
apps/StatefulSetPersistentVolumeClaimRetentionPolicy
 whenDeleted#1 string
 whenScaled#2 string
apps/StatefulSetOrdinals
 start!#1 int32
apps/StatefulSetStatus
 observedGeneration#1 int64
 replicas!#2 int32
 readyReplicas#3 int32
 currentReplicas#4 int32
 updatedReplicas#5 int32
 currentRevision#6 string
 updateRevision#7 string
 collisionCount*#9 int32
 conditions#10 []apps/StatefulSetCondition map=type merge=type
 availableReplicas!#11 int32
apps/StatefulSetCondition
 type!#1 string
 status!#2 string
 lastTransitionTime#3 time
 reason#4 string
 message#5 string
apps/DaemonSet
 metadata#1 meta/ObjectMeta
 spec#2 apps/DaemonSetSpec
 status#3 apps/DaemonSetStatus
apps/DaemonSetSpec
 selector*!#1 meta/LabelSelector
 template!#2 core/PodTemplateSpec
 updateStrategy#3 apps/DaemonSetUpdateStrategy
 minReadySeconds#4 int32
 revisionHistoryLimit*#6 int32
apps/DaemonSetUpdateStrategy
 type#1 string
 rollingUpdate*#2 apps/RollingUpdateDaemonSet
apps/RollingUpdateDaemonSet
 maxUnavailable*#1 intorstring
 maxSurge*#2 intorstring
apps/DaemonSetStatus
 currentNumberScheduled!#1 int32
 numberMisscheduled!#2 int32
 desiredNumberScheduled!#3 int32
 numberReady!#4 int32
 observedGeneration#5 int64
 updatedNumberScheduled#6 int32
 numberAvailable#7 int32
 numberUnavailable#8 int32
 collisionCount*#9 int32
 conditions#10 []apps/DaemonSetCondition map=type merge=type
apps/DaemonSetCondition
 type!#1 string
 status!#2 string
 lastTransitionTime#3 time
 reason#4 string
 message#5 string
apps/ControllerRevision
 metadata#1 meta/ObjectMeta
 data!#2 raw
 revision!#3 int64
batch/Job
 metadata#1 meta/ObjectMeta
 spec#2 batch/JobSpec
 status#3 batch/JobStatus
batch/JobSpec
 parallelism*#1 int32
 completions*#2 int32
 activeDeadlineSeconds*#3 int64
 podFailurePolicy*#11 batch/PodFailurePolicy
 successPolicy*#16 batch/SuccessPolicy
 backoffLimit*#7 int32
 backoffLimitPerIndex*#12 int32
 maxFailedIndexes*#13 int32
 selector*#4 meta/LabelSelector
 manualSelector*#5 bool
 template!#6 core/PodTemplateSpec
 ttlSecondsAfterFinished*#8 int32
 completionMode*#9 string
 suspend*#10 bool
 podReplacementPolicy*#14 string
 managedBy*#15 string
 scheduling*#17 batch/JobSchedulingConfiguration
batch/PodFailurePolicy
 rules!#1 []batch/PodFailurePolicyRule
batch/PodFailurePolicyRule
 action!#1 string
 onExitCodes*#2 batch/PodFailurePolicyOnExitCodesRequirement
 onPodConditions#3 []batch/PodFailurePolicyOnPodConditionsPattern
batch/PodFailurePolicyOnExitCodesRequirement
 containerName*#1 string
 operator!#2 string
 values!#3 []int32 set
batch/PodFailurePolicyOnPodConditionsPattern
 type!#1 string
 status!#2 string
batch/SuccessPolicy
 rules!#1 []batch/SuccessPolicyRule
batch/SuccessPolicyRule
 succeededIndexes*#1 string
 succeededCount*#2 int32
batch/JobSchedulingConfiguration
 schedulingPolicy*#1 raw
 schedulingConstraints*#2 raw
 disruptionMode*#3 raw
 resourceClaims#4 []raw map=name merge=name
batch/JobStatus
 conditions#1 []batch/JobCondition merge=type
 startTime*#2 time
 completionTime*#3 time
 active#4 int32
 succeeded#5 int32
 failed#6 int32
 terminating*#11 int32
 completedIndexes#7 string
 failedIndexes*#10 string
 uncountedTerminatedPods*#8 batch/UncountedTerminatedPods
 ready*#9 int32
batch/JobCondition
 type!#1 string
 status!#2 string
 lastProbeTime#3 time
 lastTransitionTime#4 time
 reason#5 string
 message#6 string
batch/UncountedTerminatedPods
 succeeded#1 []string set
 failed#2 []string set
batch/CronJob
 metadata#1 meta/ObjectMeta
 spec#2 batch/CronJobSpec
 status#3 batch/CronJobStatus
batch/CronJobSpec
 schedule!#1 string
 timeZone*#8 string
 startingDeadlineSeconds*#2 int64
 concurrencyPolicy#3 string
 suspend*#4 bool
 jobTemplate!#5 batch/JobTemplateSpec
 successfulJobsHistoryLimit*#6 int32
 failedJobsHistoryLimit*#7 int32
batch/JobTemplateSpec
 metadata#1 meta/ObjectMeta
 spec#2 batch/JobSpec
batch/CronJobStatus
 active#1 []core/ObjectReference
 lastScheduleTime*#4 time
 lastSuccessfulTime*#5 time
coordination/Lease
 metadata#1 meta/ObjectMeta
 spec#2 coordination/LeaseSpec
coordination/LeaseSpec
 holderIdentity*#1 string
 leaseDurationSeconds*#2 int32
 acquireTime*#3 microtime
 renewTime*#4 microtime
 leaseTransitions*#5 int32
 strategy*#6 string
 preferredHolder*#7 string
events/Event
 metadata!#1 meta/ObjectMeta
 eventTime!#2 microtime
 series*#3 events/EventSeries
 reportingController#4 string
 reportingInstance#5 string
 action#6 string
 reason#7 string
 regarding#8 core/ObjectReference
 related*#9 core/ObjectReference
 note#10 string
 type#11 string
 deprecatedSource#12 core/EventSource
 deprecatedFirstTimestamp#13 time
 deprecatedLastTimestamp#14 time
 deprecatedCount#15 int32
events/EventSeries
 count!#1 int32
 lastObservedTime!#2 microtime
rbac/Role
 metadata#1 meta/ObjectMeta
 rules!#2 []rbac/PolicyRule
rbac/PolicyRule
 verbs!#1 []string
 apiGroups#2 []string
 resources#3 []string
 resourceNames#4 []string
 nonResourceURLs#5 []string
rbac/RoleBinding
 metadata#1 meta/ObjectMeta
 subjects#2 []rbac/Subject
 roleRef!#3 rbac/RoleRef
rbac/Subject atomic
 kind!#1 string
 apiGroup#2 string
 name!#3 string
 namespace#4 string
rbac/RoleRef atomic
 apiGroup!#1 string
 kind!#2 string
 name!#3 string
rbac/ClusterRole
 metadata#1 meta/ObjectMeta
 rules!#2 []rbac/PolicyRule
 aggregationRule*#3 rbac/AggregationRule
rbac/AggregationRule
 clusterRoleSelectors#1 []meta/LabelSelector
rbac/ClusterRoleBinding
 metadata#1 meta/ObjectMeta
 subjects#2 []rbac/Subject
 roleRef!#3 rbac/RoleRef
autoscaling/Scale
 metadata#1 meta/ObjectMeta
 spec#2 autoscaling/ScaleSpec
 status#3 autoscaling/ScaleStatus
autoscaling/ScaleSpec
 replicas#1 int32 default=0
autoscaling/ScaleStatus
 replicas!#1 int32
 selector#2 string
autoscaling/HorizontalPodAutoscaler
 metadata#1 meta/ObjectMeta
 spec#2 autoscaling/HorizontalPodAutoscalerSpec
 status#3 autoscaling/HorizontalPodAutoscalerStatus
autoscaling/HorizontalPodAutoscalerSpec
 scaleTargetRef!#1 autoscaling/CrossVersionObjectReference
 minReplicas*#2 int32
 maxReplicas!#3 int32
 targetCPUUtilizationPercentage*#4 int32
autoscaling/CrossVersionObjectReference atomic
 kind!#1 string
 name!#2 string
 apiVersion#3 string
autoscaling/HorizontalPodAutoscalerStatus
 observedGeneration*#1 int64
 lastScaleTime*#2 time
 currentReplicas!#3 int32
 desiredReplicas!#4 int32
 currentCPUUtilizationPercentage*#5 int32
networking/Ingress
 metadata#1 meta/ObjectMeta
 spec#2 networking/IngressSpec
 status#3 networking/IngressStatus
networking/IngressSpec
 ingressClassName*#4 string
 defaultBackend*#1 networking/IngressBackend
 tls#2 []networking/IngressTLS
 rules#3 []networking/IngressRule
networking/IngressBackend
 service*#4 networking/IngressServiceBackend
 resource*#3 core/TypedLocalObjectReference
networking/IngressServiceBackend
 name!#1 string
 port#2 networking/ServiceBackendPort
networking/ServiceBackendPort atomic
 name#1 string
 number#2 int32
networking/IngressTLS
 hosts#1 []string
 secretName#2 string
networking/IngressRule
 host#1 string
@networking/IngressRuleValue #2
networking/IngressRuleValue
 http*#1 networking/HTTPIngressRuleValue
networking/HTTPIngressRuleValue
 paths!#1 []networking/HTTPIngressPath
networking/HTTPIngressPath
 path#1 string
 pathType*!#3 string
 backend!#2 networking/IngressBackend
networking/IngressStatus
 loadBalancer#1 networking/IngressLoadBalancerStatus
networking/IngressLoadBalancerStatus
 ingress#1 []networking/IngressLoadBalancerIngress
networking/IngressLoadBalancerIngress
 ip#1 string
 hostname#2 string
 ports#4 []networking/IngressPortStatus
networking/IngressPortStatus
 port!#1 int32
 protocol!#2 string
 error*#3 string
networking/IngressClass
 metadata#1 meta/ObjectMeta
 spec#2 networking/IngressClassSpec
networking/IngressClassSpec
 controller#1 string
 parameters*#2 networking/IngressClassParametersReference
networking/IngressClassParametersReference
 apiGroup*#1 string
 kind!#2 string
 name!#3 string
 scope*!#4 string
 namespace*#5 string
networking/NetworkPolicy
 metadata#1 meta/ObjectMeta
 spec#2 networking/NetworkPolicySpec
networking/NetworkPolicySpec
 podSelector!#1 meta/LabelSelector
 ingress#2 []networking/NetworkPolicyIngressRule
 egress#3 []networking/NetworkPolicyEgressRule
 policyTypes#4 []string
networking/NetworkPolicyIngressRule
 ports#1 []networking/NetworkPolicyPort
 from#2 []networking/NetworkPolicyPeer
networking/NetworkPolicyPort
 protocol*#1 string
 port*#2 intorstring
 endPort*#3 int32
networking/NetworkPolicyPeer
 podSelector*#1 meta/LabelSelector
 namespaceSelector*#2 meta/LabelSelector
 ipBlock*#3 networking/IPBlock
networking/IPBlock
 cidr!#1 string
 except#2 []string
networking/NetworkPolicyEgressRule
 ports#1 []networking/NetworkPolicyPort
 to#2 []networking/NetworkPolicyPeer
policy/PodDisruptionBudget
 metadata#1 meta/ObjectMeta
 spec#2 policy/PodDisruptionBudgetSpec
 status#3 policy/PodDisruptionBudgetStatus
policy/PodDisruptionBudgetSpec
 minAvailable*#1 intorstring
 selector*#2 meta/LabelSelector
 maxUnavailable*#3 intorstring
 unhealthyPodEvictionPolicy*#4 string
policy/PodDisruptionBudgetStatus
 observedGeneration#1 int64
 disruptedPods#2 {}time
 disruptionsAllowed!#3 int32
 currentHealthy!#4 int32
 desiredHealthy!#5 int32
 expectedPods!#6 int32
 conditions#7 []meta/Condition map=type merge=type
policy/Eviction
 metadata#1 meta/ObjectMeta
 deleteOptions*#2 meta/DeleteOptions
meta/DeleteOptions
 gracePeriodSeconds*#1 int64
 preconditions*#2 meta/Preconditions
 orphanDependents*#3 bool
 propagationPolicy*#4 string
 dryRun#5 []string
 ignoreStoreReadErrorWithClusterBreakingPotential*#6 bool
meta/TypeMeta
 kind#1 string
 apiVersion#2 string
meta/Preconditions
 uid*#1 string
 resourceVersion*#2 string
discovery/EndpointSlice
 metadata#1 meta/ObjectMeta
 addressType!#4 string
 endpoints!#2 []discovery/Endpoint
 ports!#3 []discovery/EndpointPort
discovery/Endpoint
 addresses!#1 []string set
 conditions#2 discovery/EndpointConditions
 hostname*#3 string
 targetRef*#4 core/ObjectReference
 deprecatedTopology#5 {}string
 nodeName*#6 string
 zone*#7 string
 hints*#8 discovery/EndpointHints
discovery/EndpointConditions
 ready*#1 bool
 serving*#2 bool
 terminating*#3 bool
discovery/EndpointHints
 forZones#1 []discovery/ForZone
 forNodes#2 []discovery/ForNode
discovery/ForZone
 name!#1 string
discovery/ForNode
 name!#1 string
discovery/EndpointPort atomic
 name*#1 string
 protocol*#2 string
 port*#3 int32
 appProtocol*#4 string
meta/ListMeta
 selfLink#1 string
 resourceVersion#2 string
 continue#3 string
 remainingItemCount*#4 int64
 shardInfo*#5 meta/ShardInfo
meta/ShardInfo
 selector!#1 string
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
