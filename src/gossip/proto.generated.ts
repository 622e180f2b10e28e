// Generated from proto/ by scripts/generate-proto.mjs. Do not edit.

export const descriptor = {
  "nested": {
    "cockroach": {
      "nested": {
        "gossip": {
          "nested": {
            "BootstrapInfo": {
              "fields": {
                "addresses": {
                  "rule": "repeated",
                  "type": "util.UnresolvedAddr",
                  "id": 1
                },
                "timestamp": {
                  "type": "util.hlc.Timestamp",
                  "id": 2
                }
              }
            },
            "Request": {
              "fields": {
                "node_id": {
                  "type": "int32",
                  "id": 1
                },
                "addr": {
                  "type": "util.UnresolvedAddr",
                  "id": 2
                },
                "high_water_stamps": {
                  "keyType": "int32",
                  "type": "int64",
                  "id": 3
                },
                "delta": {
                  "keyType": "string",
                  "type": "Info",
                  "id": 4
                },
                "cluster_id": {
                  "type": "bytes",
                  "id": 5
                }
              }
            },
            "Response": {
              "fields": {
                "node_id": {
                  "type": "int32",
                  "id": 1
                },
                "addr": {
                  "type": "util.UnresolvedAddr",
                  "id": 2
                },
                "alternate_addr": {
                  "type": "util.UnresolvedAddr",
                  "id": 3
                },
                "alternate_node_id": {
                  "type": "int32",
                  "id": 4
                },
                "delta": {
                  "keyType": "string",
                  "type": "Info",
                  "id": 5
                },
                "high_water_stamps": {
                  "keyType": "int32",
                  "type": "int64",
                  "id": 6
                }
              }
            },
            "InfoStatus": {
              "fields": {
                "infos": {
                  "keyType": "string",
                  "type": "Info",
                  "id": 1
                }
              },
              "reserved": [
                [
                  2,
                  4
                ]
              ]
            },
            "Info": {
              "fields": {
                "value": {
                  "type": "roachpb.Value",
                  "id": 1
                },
                "orig_stamp": {
                  "type": "int64",
                  "id": 2
                },
                "ttl_stamp": {
                  "type": "int64",
                  "id": 3
                },
                "hops": {
                  "type": "uint32",
                  "id": 4
                },
                "node_id": {
                  "type": "int32",
                  "id": 5
                },
                "peer_id": {
                  "type": "int32",
                  "id": 6
                }
              }
            },
            "Gossip": {
              "methods": {
                "Gossip": {
                  "requestType": "Request",
                  "requestStream": true,
                  "responseType": "Response",
                  "responseStream": true
                }
              }
            }
          }
        },
        "roachpb": {
          "nested": {
            "Value": {
              "edition": "proto2",
              "fields": {
                "raw_bytes": {
                  "type": "bytes",
                  "id": 1
                },
                "timestamp": {
                  "type": "util.hlc.Timestamp",
                  "id": 2
                }
              }
            },
            "Attributes": {
              "edition": "proto2",
              "fields": {
                "attrs": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 1
                }
              }
            },
            "Tier": {
              "edition": "proto2",
              "fields": {
                "key": {
                  "type": "string",
                  "id": 1
                },
                "value": {
                  "type": "string",
                  "id": 2
                }
              }
            },
            "Locality": {
              "edition": "proto2",
              "fields": {
                "tiers": {
                  "rule": "repeated",
                  "type": "Tier",
                  "id": 1
                }
              }
            },
            "LocalityAddress": {
              "edition": "proto2",
              "fields": {
                "address": {
                  "type": "util.UnresolvedAddr",
                  "id": 1
                },
                "locality_tier": {
                  "type": "Tier",
                  "id": 2
                }
              }
            },
            "Version": {
              "edition": "proto2",
              "fields": {
                "major_val": {
                  "type": "int32",
                  "id": 1
                },
                "minor_val": {
                  "type": "int32",
                  "id": 2
                },
                "patch": {
                  "type": "int32",
                  "id": 3
                },
                "unstable": {
                  "type": "int32",
                  "id": 4
                }
              }
            },
            "NodeDescriptor": {
              "edition": "proto2",
              "fields": {
                "node_id": {
                  "type": "int32",
                  "id": 1
                },
                "address": {
                  "type": "util.UnresolvedAddr",
                  "id": 2
                },
                "attrs": {
                  "type": "Attributes",
                  "id": 3
                },
                "locality": {
                  "type": "Locality",
                  "id": 4
                },
                "ServerVersion": {
                  "type": "Version",
                  "id": 5
                },
                "build_tag": {
                  "type": "string",
                  "id": 6
                },
                "started_at": {
                  "type": "int64",
                  "id": 7
                },
                "locality_address": {
                  "rule": "repeated",
                  "type": "LocalityAddress",
                  "id": 8
                }
              }
            },
            "Percentiles": {
              "edition": "proto2",
              "fields": {
                "p10": {
                  "type": "double",
                  "id": 1
                },
                "p25": {
                  "type": "double",
                  "id": 2
                },
                "p50": {
                  "type": "double",
                  "id": 3
                },
                "p75": {
                  "type": "double",
                  "id": 4
                },
                "p90": {
                  "type": "double",
                  "id": 5
                }
              }
            },
            "StoreCapacity": {
              "edition": "proto2",
              "fields": {
                "capacity": {
                  "type": "int64",
                  "id": 1
                },
                "available": {
                  "type": "int64",
                  "id": 2
                },
                "range_count": {
                  "type": "int32",
                  "id": 3
                },
                "lease_count": {
                  "type": "int32",
                  "id": 4
                },
                "writes_per_second": {
                  "type": "double",
                  "id": 5
                },
                "bytes_per_replica": {
                  "type": "Percentiles",
                  "id": 6
                },
                "writes_per_replica": {
                  "type": "Percentiles",
                  "id": 7
                },
                "used": {
                  "type": "int64",
                  "id": 8
                },
                "logical_bytes": {
                  "type": "int64",
                  "id": 9
                },
                "queries_per_second": {
                  "type": "double",
                  "id": 10
                }
              }
            },
            "StoreDescriptor": {
              "edition": "proto2",
              "fields": {
                "store_id": {
                  "type": "int32",
                  "id": 1
                },
                "attrs": {
                  "type": "Attributes",
                  "id": 2
                },
                "node": {
                  "type": "NodeDescriptor",
                  "id": 3
                },
                "capacity": {
                  "type": "StoreCapacity",
                  "id": 4
                }
              }
            }
          }
        },
        "util": {
          "nested": {
            "hlc": {
              "nested": {
                "Timestamp": {
                  "edition": "proto2",
                  "fields": {
                    "wall_time": {
                      "type": "int64",
                      "id": 1
                    },
                    "logical": {
                      "type": "int32",
                      "id": 2
                    }
                  }
                },
                "LegacyTimestamp": {
                  "edition": "proto2",
                  "fields": {
                    "wall_time": {
                      "type": "int64",
                      "id": 1
                    },
                    "logical": {
                      "type": "int32",
                      "id": 2
                    }
                  }
                }
              }
            },
            "UnresolvedAddr": {
              "edition": "proto2",
              "fields": {
                "network_field": {
                  "type": "string",
                  "id": 1
                },
                "address_field": {
                  "type": "string",
                  "id": 2
                }
              }
            }
          }
        },
        "storage": {
          "nested": {
            "Liveness": {
              "fields": {
                "node_id": {
                  "type": "int32",
                  "id": 1
                },
                "epoch": {
                  "type": "int64",
                  "id": 2
                },
                "expiration": {
                  "type": "util.hlc.LegacyTimestamp",
                  "id": 3
                },
                "draining": {
                  "type": "bool",
                  "id": 4
                },
                "decommissioning": {
                  "type": "bool",
                  "id": 5
                }
              }
            }
          }
        }
      }
    }
  }
};
