/** The body of the action "Call webhook" of a Fusion workflow. */
export const workflowBody = `{
  "composite_id": "\${data['Trigger.Detection.DetectionID']}",
  "display_name": "\${data['Trigger.Detection.Name']}",
  "severity_name": "\${data['Trigger.Detection.SeverityDisplayName']}",
  "timestamp": "\${data['Trigger.ObservedTime']}",
  "falcon_host_link": "\${data['Trigger.SourceEventURL']}",
  "tactic": "\${data['Trigger.Detection.EPP.Behavior.TacticName']}",
  "technique": "\${data['Trigger.Detection.EPP.Behavior.TechniqueName']}",
  "user_name": "\${data['Trigger.Detection.EPP.Process.UserName']}",
  "filename": "\${data['Trigger.Detection.EPP.Process.ImageFileName']}",
  "sha256": "\${data['Trigger.Detection.EPP.Process.SHA256']}",
  "ioc_type": "\${data['Trigger.Detection.EPP.Behavior.IOCType']}",
  "ioc_value": "\${data['Trigger.Detection.EPP.Behavior.IOCValue']}",
  "device": {
    "hostname": "\${data['Trigger.Detection.EPP.Sensor.Hostname']}",
    "device_id": "\${data['Trigger.Detection.EPP.Sensor.SensorID']}",
    "local_ip": "\${data['Trigger.Detection.EPP.Sensor.LocalIP']}",
    "external_ip": "\${data['Trigger.Detection.EPP.Sensor.ExternalIP']}"
  }
}`;
