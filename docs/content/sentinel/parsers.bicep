// The parsers as functions of the workspace, and the two custom unifying parsers by which `_ASim_AlertEvent` and
// `_Im_AlertEvent` find them (https://learn.microsoft.com/azure/sentinel/normalization-manage-parsers).
//   az deployment group create --resource-group RG --template-file parsers.bicep --parameters workspace=NAME
// Where the workspace has custom unifying parsers already, deploy with `unify=false` and add the two calls to them by hand.

@description('The Log Analytics workspace of Microsoft Sentinel, in the resource group of the deployment.')
param workspace string

@description('Whether the custom unifying parsers are made; what they had called before is called no more.')
param unify bool = true

resource logAnalytics 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspace
}

resource asim 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = {
  parent: logAnalytics
  name: 'ASimAlertEventTocsin'
  properties: {
    category: 'ASIM'
    displayName: 'Alert Event ASIM parser for Tocsin'
    functionAlias: 'ASimAlertEventTocsin'
    functionParameters: 'disabled:bool=false,pack:bool=false'
    query: loadTextContent('ASimAlertEventTocsin.kql')
    version: 2
  }
}

resource vim 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = {
  parent: logAnalytics
  name: 'vimAlertEventTocsin'
  properties: {
    category: 'ASIM'
    displayName: 'Alert Event ASIM filtering parser for Tocsin'
    functionAlias: 'vimAlertEventTocsin'
    functionParameters: 'starttime:datetime=datetime(null),endtime:datetime=datetime(null),ipaddr_has_any_prefix:dynamic=dynamic([]),hostname_has_any:dynamic=dynamic([]),username_has_any:dynamic=dynamic([]),attacktactics_has_any:dynamic=dynamic([]),attacktechniques_has_any:dynamic=dynamic([]),threatcategory_has_any:dynamic=dynamic([]),alertverdict_has_any:dynamic=dynamic([]),eventseverity_has_any:dynamic=dynamic([]),disabled:bool=false,pack:bool=false'
    query: loadTextContent('vimAlertEventTocsin.kql')
    version: 2
  }
}

resource asimCustom 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = if (unify) {
  parent: logAnalytics
  name: 'ASim_AlertEventCustom'
  properties: {
    category: 'ASIM'
    displayName: 'ASIM AlertEvent custom parser'
    functionAlias: 'ASim_AlertEventCustom'
    functionParameters: 'disabled:bool=false,pack:bool=false'
    query: 'union isfuzzy=true ASimAlertEventTocsin(disabled=disabled, pack=pack)'
    version: 2
  }
  dependsOn: [
    asim
  ]
}

resource vimCustom 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = if (unify) {
  parent: logAnalytics
  name: 'Im_AlertEventCustom'
  properties: {
    category: 'ASIM'
    displayName: 'ASIM AlertEvent custom filtering parser'
    functionAlias: 'Im_AlertEventCustom'
    functionParameters: 'starttime:datetime=datetime(null),endtime:datetime=datetime(null),ipaddr_has_any_prefix:dynamic=dynamic([]),hostname_has_any:dynamic=dynamic([]),username_has_any:dynamic=dynamic([]),attacktactics_has_any:dynamic=dynamic([]),attacktechniques_has_any:dynamic=dynamic([]),threatcategory_has_any:dynamic=dynamic([]),alertverdict_has_any:dynamic=dynamic([]),eventseverity_has_any:dynamic=dynamic([]),pack:bool=false'
    query: 'union isfuzzy=true vimAlertEventTocsin(starttime=starttime, endtime=endtime, ipaddr_has_any_prefix=ipaddr_has_any_prefix, hostname_has_any=hostname_has_any, username_has_any=username_has_any, attacktactics_has_any=attacktactics_has_any, attacktechniques_has_any=attacktechniques_has_any, threatcategory_has_any=threatcategory_has_any, alertverdict_has_any=alertverdict_has_any, eventseverity_has_any=eventseverity_has_any, pack=pack)'
    version: 2
  }
  dependsOn: [
    vim
  ]
}
